import type { Unsubscribe } from "./live";

/** Time and timers; tests move them by hand. */
export interface Clock {
  /** Milliseconds since 1970 by the local clock. */
  now(): number;
  setTimeout(task: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
}

/** The part of a WebSocket that the client uses. */
export interface WebSocketLike {
  onopen: ((event: any) => void) | null;
  onmessage: ((event: any) => void) | null;
  onclose: ((event: any) => void) | null;
  onerror: ((event: any) => void) | null;
  send(text: string): void;
  close(code?: number, reason?: string): void;
}

/** Runs a task while nobody else in this browser holds the lock of that name. */
export interface Locks {
  request<T>(name: string, task: () => Promise<T>): Promise<T>;
}

/** What the client takes from the world around it; each part has a default, in a browser and in Node. */
export interface Environment {
  readonly clock: Clock;
  /** A number from 0 up to 1. */
  readonly random: () => number;
  /** A new unique id. */
  readonly uuid: () => string;
  readonly fetch: typeof fetch;
  /** Node 20 has none: give it `WebSocket` of the npm package `ws`. */
  readonly WebSocket: new (url: string) => WebSocketLike;
  /** Keeps unsent messages over restarts; without it they live in memory only. */
  readonly indexedDB: IDBFactory | undefined;
  readonly locks: Locks;
  /** Calls back when the network or the machine seems to be back, so that a reconnect need not wait. */
  readonly onWake: (listener: () => void) => Unsubscribe;
}

/** The environment of this program, with some of its parts replaced. */
export function environment(parts: Partial<Environment> = {}): Environment {
  const WebSocket = parts.WebSocket ?? (globalThis.WebSocket as Environment["WebSocket"] | undefined);
  if (!WebSocket) throw new TypeError("There is no WebSocket here; give Parley one, as that of the npm package ws.");
  return {
    clock: parts.clock ?? systemClock,
    random: parts.random ?? Math.random,
    uuid: parts.uuid ?? randomUuid,
    fetch: parts.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    WebSocket,
    indexedDB: "indexedDB" in parts ? parts.indexedDB : globalThis.indexedDB,
    locks: parts.locks ?? globalLocks(),
    onWake: parts.onWake ?? onNetworkBack,
  };
}

const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (task, ms) => globalThis.setTimeout(task, ms),
  clearTimeout: (timer) => globalThis.clearTimeout(timer as number),
};

/** A UUID of version 4; `crypto.randomUUID` is not there on pages that came by plain HTTP. */
function randomUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function globalLocks(): Locks {
  const manager = globalThis.navigator?.locks as LockManager | undefined;
  return manager ? { request: (name, task) => manager.request(name, task) as Promise<any> } : localLocks();
}

/** Locks among the users of this one object. */
export function localLocks(): Locks {
  const tails = new Map<string, Promise<unknown>>();
  return {
    request<T>(name: string, task: () => Promise<T>): Promise<T> {
      const turn = (tails.get(name) ?? Promise.resolve()).then(task);
      const tail = turn.catch(() => undefined);
      tails.set(name, tail);
      void tail.then(() => { if (tails.get(name) === tail) tails.delete(name); });
      return turn;
    },
  };
}

function onNetworkBack(listener: () => void): Unsubscribe {
  if (typeof globalThis.addEventListener !== "function") return () => undefined;
  globalThis.addEventListener("online", listener);
  return () => globalThis.removeEventListener("online", listener);
}
