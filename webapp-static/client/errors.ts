/** The error of every call: act on `reason` (see docs/protocol.md). Besides the server's reasons there are `timeout` and `offline` (no answer came; what was asked may have happened). */
export class ParleyError extends Error {
  readonly code: number;
  readonly reason: string;
  readonly retryable: boolean;
  readonly id: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(error: { code?: number; reason?: string; message?: string; retryable?: boolean; id?: string; details?: Record<string, unknown> }) {
    super(error.message ?? error.reason ?? "internal");
    this.name = "ParleyError";
    this.code = error.code ?? 500;
    this.reason = error.reason ?? "internal";
    this.retryable = error.retryable ?? false;
    this.id = error.id;
    this.details = error.details ?? {};
  }

  /** Whether the same may succeed later: the server says so, or the fault is its own. */
  get transient(): boolean {
    return this.retryable || this.code >= 500;
  }

  /** How long to wait before the next attempt, in milliseconds, when the server said so. */
  get retryAfterMs(): number | undefined {
    const value = this.details["retryAfterMs"];
    return typeof value === "number" ? value : undefined;
  }
}
