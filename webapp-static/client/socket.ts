import type { Environment, WebSocketLike } from "./environment";
import { ParleyError } from "./errors";

const PING_AFTER_MS = 25_000;
const PONG_WITHIN_MS = 10_000;
const PROBE_WITHIN_MS = 5_000;
const ANSWER_WITHIN_MS = 5_000;
const OPEN_WITHIN_MS = 10_000;
const MOST_UNANSWERED = 24;
const MOST_FRAME_BYTES = 65_536;

/** What comes out of a socket besides answers. */
export interface SocketListener {
  event(topic: string, body: any): void;
  refused(topic: string, error: ParleyError): void;
  /** Said once; `code` is the close code, 1006 when the connection broke or fell silent. */
  closed(code: number, reason: string): void;
}

interface Call {
  readonly address: string;
  readonly body: unknown;
  readonly resolve: (body: any) => void;
  readonly reject: (error: ParleyError) => void;
  timer?: unknown;
}

/**
 * One WebSocket from its opening to its end: frames, questions with their answers, heartbeat.
 * Every question is answered within 5 s of being sent, or fails with `timeout`, or with `offline` when the socket closes before.
 * A frame is asked for after 25 s of silence; 10 s later the socket counts as broken.
 */
export class Socket {
  readonly #env: Environment;
  readonly #socket: WebSocketLike;
  readonly #listener: SocketListener;
  readonly #unanswered = new Map<string, Call>();
  readonly #waiting: Call[] = [];
  #timer: unknown;
  #pinged = false;
  #closed = false;
  #opened!: () => void;
  /** Resolved when frames can be sent; it stays open when the socket closes before. */
  readonly opened = new Promise<void>((resolve) => { this.#opened = resolve; });

  constructor(env: Environment, url: string, listener: SocketListener) {
    this.#env = env;
    this.#listener = listener;
    this.#socket = new env.WebSocket(url);
    this.#socket.onopen = () => { this.#watch(); this.#opened(); };
    this.#socket.onmessage = (event) => this.#receive(event.data);
    this.#socket.onclose = (event) => this.#end(event.code ?? 1006, event.reason ?? "");
    this.#socket.onerror = () => undefined;
    this.#timer = env.clock.setTimeout(() => this.#end(1006, "not opened in time"), OPEN_WITHIN_MS);
  }

  /** Asks `address` and gives the body of its answer. */
  request<T>(address: string, body: unknown): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#closed) return reject(offline());
      this.#waiting.push({ address, body, resolve, reject });
      this.#pump();
    });
  }

  register(topic: string): void {
    this.#send({ type: "register", address: topic });
  }

  unregister(topic: string): void {
    this.#send({ type: "unregister", address: topic });
  }

  /** Asks for a sign of life within 5 s, for a moment when the connection may have died unnoticed. */
  probe(): void {
    if (!this.#closed) this.#ping(PROBE_WITHIN_MS);
  }

  /** Closes without telling the listener. */
  close(): void {
    if (!this.#closed) this.#stop(1000);
  }

  #pump(): void {
    while (this.#waiting.length > 0 && this.#unanswered.size < MOST_UNANSWERED) {
      const call = this.#waiting.shift()!;
      const replyAddress = this.#env.uuid();
      const text = JSON.stringify({ type: "send", address: call.address, replyAddress, body: call.body });
      if (text.length > MOST_FRAME_BYTES / 3 && new TextEncoder().encode(text).length > MOST_FRAME_BYTES) {
        call.reject(tooLarge());
        continue;
      }
      this.#unanswered.set(replyAddress, call);
      call.timer = this.#env.clock.setTimeout(() => this.#settle(replyAddress)?.reject(timeout()), ANSWER_WITHIN_MS);
      this.#socket.send(text);
    }
  }

  #settle(replyAddress: string): Call | undefined {
    const call = this.#unanswered.get(replyAddress);
    if (!call) return undefined;
    this.#unanswered.delete(replyAddress);
    this.#env.clock.clearTimeout(call.timer);
    this.#pump();
    return call;
  }

  #send(frame: object): void {
    if (!this.#closed) this.#socket.send(JSON.stringify(frame));
  }

  #receive(data: unknown): void {
    if (this.#closed) return;
    this.#watch();
    const frame = parse(data);
    if (frame?.type === "rec") {
      const call = this.#settle(frame.address);
      if (call) call.resolve(frame.body);
      else this.#listener.event(frame.address, frame.body);
    } else if (frame?.type === "err") {
      const error = failure(frame);
      const call = this.#settle(frame.address);
      if (call) call.reject(error);
      else this.#listener.refused(frame.address, error);
    }
  }

  #watch(): void {
    this.#env.clock.clearTimeout(this.#timer);
    this.#pinged = false;
    this.#timer = this.#env.clock.setTimeout(() => this.#ping(PONG_WITHIN_MS), PING_AFTER_MS);
  }

  #ping(withinMs: number): void {
    if (this.#pinged) return;
    this.#env.clock.clearTimeout(this.#timer);
    this.#pinged = true;
    this.#send({ type: "ping" });
    this.#timer = this.#env.clock.setTimeout(() => this.#end(1006, "silent"), withinMs);
  }

  #end(code: number, reason: string): void {
    if (this.#closed) return;
    this.#stop();
    this.#listener.closed(code, reason);
  }

  /** A socket that is half open would report its end much later, so nothing waits for the browser's own event. */
  #stop(code?: number): void {
    this.#closed = true;
    this.#env.clock.clearTimeout(this.#timer);
    this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
    try {
      this.#socket.close(code);
    } catch {
      // it was not open yet, or is gone already
    }
    const calls = [...this.#unanswered.values(), ...this.#waiting.splice(0)];
    this.#unanswered.clear();
    for (const call of calls) {
      this.#env.clock.clearTimeout(call.timer);
      call.reject(offline());
    }
  }
}

function parse(data: unknown): any {
  try {
    return JSON.parse(String(data));
  } catch {
    return undefined;
  }
}

function failure(frame: any): ParleyError {
  return new ParleyError(frame.body?.error ?? { code: frame.failureCode, reason: frame.message, message: frame.message });
}

/** The error of a question that was asked while there is no connection, or that lost it. */
export function offline(): ParleyError {
  return new ParleyError({ code: 503, reason: "offline", message: "There is no connection.", retryable: true });
}

/** A larger frame would end the connection, again and again if it came from the outbox. */
function tooLarge(): ParleyError {
  return new ParleyError({ code: 413, reason: "too_large", message: "That is too long to be sent." });
}

function timeout(): ParleyError {
  return new ParleyError({ code: 503, reason: "timeout", message: "No answer came in time.", retryable: true });
}
