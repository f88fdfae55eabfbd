import type { Unsubscribe } from "./live";

/** What a log-in gives: an access token, what renews it, and whose they are. */
export interface Tokens {
  readonly token: string;
  readonly refreshToken: string;
  /** When to renew the access token, in milliseconds of the local clock. */
  readonly renewAt: number;
  readonly userId: string;
  readonly sessionId: string;
}

/** Where a session is kept. All tabs of a browser share one store, so that they share one session. */
export interface TokenStore {
  read(): Tokens | undefined;
  write(tokens: Tokens | undefined): void;
  /** Calls back when another tab wrote. */
  onChange(listener: () => void): Unsubscribe;
}

/** Keeps the session in memory: it ends with the program. */
export function memoryTokens(): TokenStore {
  let kept: Tokens | undefined;
  return { read: () => kept, write: (tokens) => { kept = tokens; }, onChange: () => () => undefined };
}

/** The part of the browser's `Storage` that is used. */
export interface StorageLike {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
  removeItem(name: string): void;
}

/** Keeps the session in the browser's `localStorage`, or another `Storage`, under `name`. */
export function storedTokens(storage: StorageLike, name = "parley.session"): TokenStore {
  return {
    read: () => parse(storage.getItem(name)),
    write: (tokens) => tokens ? storage.setItem(name, JSON.stringify(tokens)) : storage.removeItem(name),
    onChange(listener) {
      const own = (event: Event & { key?: string | null }) => { if (event.key === name || event.key === null) listener(); };
      globalThis.addEventListener?.("storage", own);
      return () => globalThis.removeEventListener?.("storage", own);
    },
  };
}

function parse(text: string | null): Tokens | undefined {
  if (!text) return undefined;
  try {
    const value = JSON.parse(text) as Tokens;
    return typeof value.token === "string" && typeof value.refreshToken === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The browser's `localStorage` when there is one, memory otherwise. */
export function defaultTokens(): TokenStore {
  const storage = (globalThis as { localStorage?: StorageLike }).localStorage;
  return storage ? storedTokens(storage) : memoryTokens();
}
