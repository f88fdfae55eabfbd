import type { WebSocketLike } from "../../client/environment";
import type { FakeServer } from "./fake-server";

/** Why the fake server refuses: the HTTP status and the reason. */
export type Refusal = { code: number; reason: string; retryable?: boolean; details?: Record<string, unknown> };

/** The frame that says no to what was asked of an address. */
export function refusal(address: string, error: Refusal): any {
  return { type: "err", address, failureCode: error.code, failureType: "RECIPIENT_FAILURE", message: error.reason, body: { error: { message: error.reason, retryable: false, ...error } } };
}

/** The client's end of a connection to the fake server. */
export class FakeSocket implements WebSocketLike {
  onopen: ((event: any) => void) | null = null;
  onmessage: ((event: any) => void) | null = null;
  onclose: ((event: any) => void) | null = null;
  onerror: ((event: any) => void) | null = null;
  readonly topics = new Set<string>();
  readonly url: string;
  userId = "";
  /** While set, nothing passes in either direction and nobody is told: a half-open connection. */
  cut = false;
  readonly #server: FakeServer;

  constructor(server: FakeServer, url: string) {
    this.#server = server;
    this.url = url;
    queueMicrotask(() => {
      if (!server.accepting) return this.onclose?.({ code: 1006, reason: "" });
      server.sockets.add(this);
      this.onopen?.({});
    });
  }

  send(text: string): void {
    if (!this.cut) queueMicrotask(() => { if (this.#server.sockets.has(this)) this.#server.handle(this, JSON.parse(text)); });
  }

  close(): void {
    this.#server.sockets.delete(this);
  }

  receive(frame: object): void {
    const text = JSON.stringify(frame);
    queueMicrotask(() => { if (!this.cut) this.onmessage?.({ data: text }); });
  }

  drop(topic: string): void {
    if (this.topics.delete(topic)) this.receive(refusal(topic, { code: 403, reason: "not_a_member" }));
  }

  closeByServer(code: number, reason: string): void {
    this.#server.sockets.delete(this);
    queueMicrotask(() => this.onclose?.({ code, reason }));
  }
}
