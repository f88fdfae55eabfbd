import type { Environment } from "./environment";
import { Cell, type Live } from "./live";

const EVERY_MS = 3_000;
const DROPPED_AFTER_MS = 8_000;

/** Who types in a room, and telling that the caller does. */
export class Typing {
  readonly #env: Environment;
  readonly #tell: (on: boolean) => void;
  readonly #typing = new Cell<readonly string[]>([]);
  readonly typing: Live<readonly string[]> = this.#typing;
  readonly #timers = new Map<string, unknown>();
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(env: Environment, tell: (on: boolean) => void) {
    this.#env = env;
    this.#tell = tell;
  }

  /** Somebody else began, went on or stopped; 8 s of silence count as stopping. */
  heard(userId: string, on: boolean): void {
    if (!on && !this.#timers.has(userId)) return;
    this.#env.clock.clearTimeout(this.#timers.get(userId));
    this.#timers.delete(userId);
    if (on) this.#timers.set(userId, this.#env.clock.setTimeout(() => this.heard(userId, false), DROPPED_AFTER_MS));
    this.#publish();
  }

  /** The caller pressed a key. */
  type(): void {
    const now = this.#env.clock.now();
    if (now - this.#toldAt < EVERY_MS) return;
    this.#toldAt = now;
    this.#tell(true);
  }

  /** The caller stopped; a message that was sent says so by itself. */
  stop(sent: boolean): void {
    const told = this.#env.clock.now() - this.#toldAt < DROPPED_AFTER_MS;
    this.#toldAt = Number.NEGATIVE_INFINITY;
    if (told && !sent) this.#tell(false);
  }

  /** Nobody types as far as is known. */
  clear(): void {
    for (const timer of this.#timers.values()) this.#env.clock.clearTimeout(timer);
    this.#timers.clear();
    this.#publish();
  }

  #publish(): void {
    const now = [...this.#timers.keys()];
    const before = this.#typing.value;
    if (now.length !== before.length || now.some((id, at) => id !== before[at])) this.#typing.set(now);
  }
}
