import type { Endpoints } from "./endpoints";
import type { Environment } from "./environment";
import { ParleyError } from "./errors";
import type { Tokens, TokenStore } from "./tokens";
import type { Account, LogIn, SessionInfo, SignUp } from "./types";

const TIMEOUT_MS = 10_000;
const LOCK = "parley.session";

/** What registration, log-in and refresh answer. */
interface Grant {
  readonly user: Account;
  readonly token: string;
  readonly refreshToken: string;
  readonly expiresAt: string;
  readonly sessionId: string;
}

/** The calls that are made over HTTP: to become somebody, to stay it, and to end it. */
export class Rest {
  readonly #env: Environment;
  readonly #endpoints: Endpoints;
  readonly #tokens: TokenStore;

  constructor(env: Environment, endpoints: Endpoints, tokens: TokenStore) {
    this.#env = env;
    this.#endpoints = endpoints;
    this.#tokens = tokens;
  }

  /** Whether there is a session to go on with. */
  get signedIn(): boolean {
    return this.#tokens.read() !== undefined;
  }

  /** Registers and keeps the session. */
  async signUp(form: SignUp): Promise<Account> {
    return this.#keep(await this.#call<Grant>("POST", "/api/users", form)).user;
  }

  /** Logs in and keeps the session. */
  async logIn(form: LogIn): Promise<Account> {
    return this.#keep(await this.#call<Grant>("POST", "/api/auth/login", form)).user;
  }

  /** Forgets the session and asks the server to end it. */
  async logOut(): Promise<void> {
    const tokens = this.#tokens.read();
    this.#tokens.write(undefined);
    if (tokens) await this.#end(tokens).catch(() => undefined);
  }

  /** Ends a session on the server; where its access token is not valid any more, with another one that is taken for this alone. */
  async #end({ token, refreshToken }: Tokens): Promise<void> {
    const end = (valid: string) => this.#call("POST", "/api/auth/logout", undefined, valid);
    await end(token).catch(async (error: ParleyError) => {
      if (error.reason !== "unauthenticated") throw error;
      await end((await this.#refresh(refreshToken)).token);
    });
  }

  async sessions(): Promise<readonly SessionInfo[]> {
    return (await this.#authorised<{ sessions: SessionInfo[] }>("GET", "/api/sessions")).sessions;
  }

  async revokeSession(id: string): Promise<void> {
    await this.#authorised("DELETE", `/api/sessions/${encodeURIComponent(id)}`);
  }

  async revokeOtherSessions(): Promise<void> {
    await this.#authorised("DELETE", "/api/sessions");
  }

  /** How long until the access token should be renewed, in milliseconds. */
  get renewInMs(): number {
    return Math.max(0, (this.#tokens.read()?.renewAt ?? 0) - this.#env.clock.now());
  }

  /** An access token that is not about to expire. Reasons: `signed_out`, and those of `renew`. */
  async token(): Promise<string> {
    const tokens = this.#tokens.read();
    if (!tokens) throw signedOut();
    return this.#env.clock.now() < tokens.renewAt ? tokens.token : this.renew(tokens.token);
  }

  /**
   * Another access token than `stale`. All tabs of a browser come through one lock and look first whether another tab has renewed
   * already, so that a refresh token is used once. An answer that comes when the session is not the stored one any more is not kept.
   * Reasons: `signed_out`, `invalid_refresh_token`, `suspended`: the session has ended and is forgotten.
   */
  renew(stale: string): Promise<string> {
    return this.#env.locks.request(LOCK, async () => {
      const used = this.#tokens.read();
      if (!used) throw signedOut();
      if (used.token !== stale) return used.token;
      const answer = await this.#refresh(used.refreshToken).catch((error: ParleyError) => error);
      const now = this.#tokens.read();
      if (now?.userId !== used.userId) throw signedOut();
      if (now.refreshToken !== used.refreshToken) return now.token;
      if (!(answer instanceof ParleyError)) return this.#keep(answer).token;
      if (answer.code === 401 || answer.reason === "suspended") this.#tokens.write(undefined);
      throw answer;
    });
  }

  #refresh(refreshToken: string): Promise<Grant> {
    return this.#call<Grant>("POST", "/api/auth/refresh", { refreshToken });
  }

  #keep(grant: Grant): Grant {
    const now = this.#env.clock.now();
    const life = tokenLifeMs(grant.token) ?? Math.max(30_000, Date.parse(grant.expiresAt) - now);
    this.#tokens.write({
      token: grant.token, refreshToken: grant.refreshToken, renewAt: now + life * 0.8, userId: grant.user.id, sessionId: grant.sessionId,
    });
    return grant;
  }

  async #authorised<T>(method: string, path: string, body?: unknown): Promise<T> {
    const token = await this.token();
    try {
      return await this.#call<T>(method, path, body, token);
    } catch (error) {
      if (!(error instanceof ParleyError) || error.reason !== "unauthenticated") throw error;
      return this.#call<T>(method, path, body, await this.renew(token));
    }
  }

  async #call<T>(method: string, path: string, body?: unknown, token?: string): Promise<T> {
    const abort = new AbortController();
    const timer = this.#env.clock.setTimeout(() => abort.abort(), TIMEOUT_MS);
    const headers: Record<string, string> = {};
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (token) headers["Authorization"] = `Bearer ${token}`;
    try {
      const response = await this.#env.fetch(this.#endpoints.http(path), {
        method, headers, signal: abort.signal, cache: "no-store", ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return await answer<T>(response);
    } catch (error) {
      if (error instanceof ParleyError) throw error;
      this.#endpoints.next();
      throw new ParleyError({ code: 503, reason: abort.signal.aborted ? "timeout" : "offline", message: "Parley does not answer.", retryable: true });
    } finally {
      this.#env.clock.clearTimeout(timer);
    }
  }
}

async function answer<T>(response: Response): Promise<T> {
  const text = await response.text();
  let body: any;
  try {
    body = text ? JSON.parse(text) : {};
  } catch {
    body = undefined;
  }
  if (response.ok && body !== undefined) return body as T;
  throw new ParleyError(body?.error ?? {
    code: response.status, reason: response.status >= 500 ? "unavailable" : "internal", message: `The server answered ${response.status}.`, retryable: response.status >= 500,
  });
}

/** How long an access token lives from its issue on, by its own words: a duration, so that no two clocks are compared. */
function tokenLifeMs(token: string): number | undefined {
  try {
    const payload = token.split(".")[1]!.replace(/-/g, "+").replace(/_/g, "/");
    const { exp, iat } = JSON.parse(atob(payload)) as { exp?: number; iat?: number };
    return exp && iat && exp > iat ? (exp - iat) * 1000 : undefined;
  } catch {
    return undefined;
  }
}

function signedOut(): ParleyError {
  return new ParleyError({ code: 401, reason: "signed_out", message: "Nobody is signed in." });
}
