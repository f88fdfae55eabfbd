import type { Environment } from "./environment";
import type { ParleyError } from "./errors";

const AT_ONCE = 8;
const CONFIRMED_WITHIN_MS = 5_000;
const AGAIN_AFTER_MS = 1_000;
const LONGEST_DELAY_MS = 60_000;

/** What the topics need of the connection, and whom they tell when one is refused for good. */
export interface TopicWire {
  register(topic: string): void;
  unregister(topic: string): void;
  lost(topic: string, error: ParleyError): void;
}

/**
 * The rooms' topics that this device wants, registered a few at a time. A registration that is not confirmed in 5 s is repeated, which is harmless.
 */
export class Topics {
  readonly #env: Environment;
  readonly #wire: TopicWire;
  readonly #wanted = new Set<string>();
  readonly #queue = new Set<string>();
  readonly #asked = new Map<string, unknown>();
  readonly #delayed = new Map<string, unknown>();
  readonly #refusals = new Map<string, number>();

  constructor(env: Environment, wire: TopicWire) {
    this.#env = env;
    this.#wire = wire;
  }

  /** Forgets everything, because the socket is another one or gone. */
  clear(): void {
    for (const timer of [...this.#asked.values(), ...this.#delayed.values()]) this.#env.clock.clearTimeout(timer);
    this.#wanted.clear();
    this.#queue.clear();
    this.#asked.clear();
    this.#delayed.clear();
    this.#refusals.clear();
  }

  add(topic: string): void {
    if (this.#wanted.has(topic)) return;
    this.#wanted.add(topic);
    this.#queue.add(topic);
    this.#pump();
  }

  remove(topic: string): void {
    if (!this.#wanted.delete(topic)) return;
    const wasOnlyQueued = this.#queue.delete(topic);
    this.#settled(topic);
    if (!wasOnlyQueued) this.#wire.unregister(topic);
  }

  /** The server has confirmed that the subscription is live. */
  confirmed(topic: string): void {
    this.#refusals.delete(topic);
    this.#settled(topic);
  }

  /** The server refuses a topic, or ends it. */
  refused(topic: string, error: ParleyError): void {
    if (!this.#wanted.has(topic)) return;
    this.#settled(topic);
    if (error.transient || error.code === 401 || error.code === 429) return this.#later(topic, error.retryAfterMs ?? 0);
    this.#wanted.delete(topic);
    this.#wire.lost(topic, error);
  }

  #pump(): void {
    for (const topic of this.#queue) {
      if (this.#asked.size >= AT_ONCE) return;
      this.#queue.delete(topic);
      this.#asked.set(topic, this.#env.clock.setTimeout(() => this.#unconfirmed(topic), CONFIRMED_WITHIN_MS));
      this.#wire.register(topic);
    }
  }

  #unconfirmed(topic: string): void {
    this.#asked.delete(topic);
    this.#queue.add(topic);
    this.#pump();
  }

  #later(topic: string, leastMs: number): void {
    const refusals = this.#refusals.get(topic) ?? 0;
    this.#refusals.set(topic, refusals + 1);
    const backOff = Math.min(LONGEST_DELAY_MS, AGAIN_AFTER_MS * 2 ** refusals);
    this.#delayed.set(topic, this.#env.clock.setTimeout(() => {
      this.#delayed.delete(topic);
      this.#queue.add(topic);
      this.#pump();
    }, leastMs + backOff * (0.5 + this.#env.random() / 2)));
  }

  #settled(topic: string): void {
    for (const timers of [this.#asked, this.#delayed]) {
      this.#env.clock.clearTimeout(timers.get(topic));
      timers.delete(topic);
    }
    this.#pump();
  }
}
