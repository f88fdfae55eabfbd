import type { Endpoints } from "./endpoints";
import type { Environment } from "./environment";
import { ParleyError } from "./errors";
import { Cell, type Live, type Unsubscribe } from "./live";
import { offline, Socket } from "./socket";
import type { Account, Status } from "./types";

const STABLE_MS = 10_000;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
const READY_WITHIN_MS = 5_000;

/** Where access tokens come from. */
export interface Credentials {
  token(): Promise<string>;
  renew(stale: string): Promise<string>;
  readonly renewInMs: number;
}

/** What the owner of a connection is told. */
export interface ConnectionListener {
  /** The session is open on a new socket, on which nothing is registered yet. */
  online(account: Account): void;
  offline(): void;
  event(topic: string, body: any): void;
  refused(topic: string, error: ParleyError): void;
  /** The session has ended; nothing more happens until `start`. */
  signedOut(reason: string): void;
}

/**
 * Keeps a socket with an open session: connects, opens the session, renews its token in time, and after every loss connects again,
 * with exponential back-off and full jitter, or as the close code says.
 */
export class Connection {
  readonly #env: Environment;
  readonly #endpoints: Endpoints;
  readonly #credentials: Credentials;
  readonly #listener: ConnectionListener;
  readonly #status = new Cell<Status>({ state: "connecting" });
  readonly status: Live<Status> = this.#status;
  #socket: Socket | undefined;
  #running = false;
  /** Grows with every stop: an attempt that was begun before is given up, also when another one is under way. */
  #run = 0;
  #failures = 0;
  #onlineAt = 0;
  #timer: unknown;
  #token = "";
  #refused = false;
  #stopWaking: Unsubscribe | undefined;

  constructor(env: Environment, endpoints: Endpoints, credentials: Credentials, listener: ConnectionListener) {
    this.#env = env;
    this.#endpoints = endpoints;
    this.#credentials = credentials;
    this.#listener = listener;
  }

  /** Begins to connect; does nothing when it runs. */
  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#failures = 0;
    this.#refused = false;
    this.#stopWaking = this.#env.onWake(() => this.wake());
    void this.#connect();
  }

  /** Closes and stays closed. */
  stop(): void {
    this.#halt({ state: "offline" });
  }

  /** Closes because nobody is signed in. */
  signOut(reason: string): void {
    this.#halt({ state: "signedOut", reason });
  }

  /** Connects at once when it waits; looks whether the socket still lives when it is online. */
  wake(): void {
    const { state } = this.#status.value;
    if (state === "online") this.#socket?.probe();
    else if (this.#running && state === "offline") void this.#connect();
  }

  /** Asks on the present socket. Reasons: the server's, `timeout`, `offline`. */
  request<T>(address: string, body: unknown): Promise<T> {
    if (this.#status.value.state !== "online") return Promise.reject(offline());
    return this.#socket!.request<T>(address, body);
  }

  /** Resolved when online; fails with `offline` when that does not come about within 5 s. */
  ready(): Promise<void> {
    const { state } = this.#status.value;
    if (state === "online") return Promise.resolve();
    if (state !== "connecting") return Promise.reject(offline());
    return new Promise((resolve, reject) => {
      const settle = (outcome: () => void) => { this.#env.clock.clearTimeout(timer); leave(); outcome(); };
      const timer = this.#env.clock.setTimeout(() => settle(() => reject(offline())), READY_WITHIN_MS);
      const leave = this.#status.subscribe((status) => {
        if (status.state === "online") queueMicrotask(() => settle(resolve));
        if (status.state === "signedOut") queueMicrotask(() => settle(() => reject(offline())));
      });
    });
  }

  register(topic: string): void {
    this.#socket?.register(topic);
  }

  unregister(topic: string): void {
    this.#socket?.unregister(topic);
  }

  #halt(status: Status): void {
    this.#running = false;
    this.#run++;
    this.#stopWaking?.();
    this.#env.clock.clearTimeout(this.#timer);
    this.#socket?.close();
    this.#socket = undefined;
    const wasOnline = this.#status.value.state === "online";
    this.#status.set(status);
    if (wasOnline) this.#listener.offline();
  }

  async #connect(): Promise<void> {
    this.#env.clock.clearTimeout(this.#timer);
    const run = this.#run;
    this.#status.set({ state: "connecting" });
    try {
      const token = this.#refused ? await this.#credentials.renew(this.#token) : await this.#credentials.token();
      if (run !== this.#run || this.#socket) return;
      this.#refused = false;
      this.#token = token;
      this.#open(token);
    } catch (error) {
      if (run === this.#run) this.#failed(error);
    }
  }

  #open(token: string): void {
    const socket = new Socket(this.#env, this.#endpoints.socket(), {
      event: (topic, body) => this.#listener.event(topic, body),
      refused: (topic, error) => this.#listener.refused(topic, error),
      closed: (code, reason) => { if (this.#socket === socket) this.#closed(code, reason); },
    });
    this.#socket = socket;
    void socket.opened.then(async () => {
      try {
        const opened = await socket.request<{ user: Account }>("session.open", { token });
        if (this.#socket === socket) this.#isOnline(opened.user);
      } catch (error) {
        if (this.#socket === socket) this.#failed(error);
      }
    });
  }

  #isOnline(account: Account): void {
    this.#onlineAt = this.#env.clock.now();
    this.#status.set({ state: "online" });
    this.#renewInTime();
    this.#listener.online(account);
  }

  #renewInTime(): void {
    const wait = Math.max(1_000, this.#credentials.renewInMs);
    this.#env.clock.clearTimeout(this.#timer);
    this.#timer = this.#env.clock.setTimeout(() => void this.#renew(), Math.min(wait, 2 ** 31 - 1));
  }

  /** A renewal that fails for now is tried again; the server closes with 4401 in the end if it never works. */
  async #renew(): Promise<void> {
    const socket = this.#socket;
    try {
      const token = await this.#credentials.token();
      if (!socket || this.#socket !== socket) return;
      if (token !== this.#token) await socket.request("session.open", { token });
      this.#token = token;
    } catch (error) {
      if (this.#socket !== socket) return;
      if (hasEnded(error) || isUnauthenticated(error)) return this.#failed(error);
      this.#timer = this.#env.clock.setTimeout(() => void this.#renew(), 5_000);
      return;
    }
    if (this.#socket === socket) this.#renewInTime();
  }

  /** An attempt, or a renewal, failed before or without the socket closing. */
  #failed(error: unknown): void {
    if (hasEnded(error)) return this.#ended((error as ParleyError).reason);
    if (isUnauthenticated(error)) this.#refused = true;
    else this.#endpoints.next();
    this.#again(0, (error as ParleyError).retryAfterMs ?? 0);
  }

  #closed(code: number, reason: string): void {
    if (code === 4403) return this.#ended("suspended");
    if (code === 4401) this.#refused = true;
    if (code === 1001 || code === 1006) this.#endpoints.next();
    const { least, spread } = advice(code, reason);
    this.#again(spread, least);
  }

  #ended(reason: string): void {
    this.signOut(reason);
    this.#listener.signedOut(reason);
  }

  /** Waits `least` and a random part of `spread`, or of the back-off when that is longer, and connects. */
  #again(spread: number, least: number): void {
    const wasOnline = this.#status.value.state === "online";
    const now = this.#env.clock.now();
    if (wasOnline && now - this.#onlineAt >= STABLE_MS) this.#failures = 0;
    const backOff = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#failures);
    const longest = this.#failures === 0 && spread > 0 ? spread : Math.max(spread, backOff);
    const wait = least + this.#env.random() * longest;
    this.#failures++;
    this.#socket?.close();
    this.#socket = undefined;
    this.#env.clock.clearTimeout(this.#timer);
    this.#timer = this.#env.clock.setTimeout(() => void this.#connect(), wait);
    this.#status.set({ state: "offline", retryAt: now + wait });
    if (wasOnline) this.#listener.offline();
  }
}

/** What a close code says about coming back, in milliseconds. */
function advice(code: number, reason: string): { least: number; spread: number } {
  switch (code) {
    case 1001: return { least: 0, spread: Math.min(60_000, Number(reason) || 0) };
    case 1012: return { least: 0, spread: 2_000 };
    case 4408: return { least: 0, spread: 1_000 };
    case 4400: return { least: 5_000, spread: 5_000 };
    case 4429: return { least: 5_000, spread: 10_000 };
    default: return { least: 0, spread: 0 };
  }
}

function hasEnded(error: unknown): boolean {
  return error instanceof ParleyError && ["signed_out", "invalid_refresh_token", "suspended"].includes(error.reason);
}

function isUnauthenticated(error: unknown): boolean {
  return error instanceof ParleyError && error.reason === "unauthenticated";
}
