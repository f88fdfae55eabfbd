import type { Environment } from "./environment";
import { Cell, type Live } from "./live";
import type { Card } from "./types";

const GATHER_MS = 50;
const AT_ONCE = 100;

/** The cards of the people seen so far. Whoever is needed and unknown is looked up, many in one question. */
export class Users {
  readonly #env: Environment;
  readonly #look: (ids: string[]) => Promise<readonly Card[]>;
  readonly #cards = new Cell<Readonly<Record<string, Card>>>({});
  readonly cards: Live<Readonly<Record<string, Card>>> = this.#cards;
  readonly #needed = new Set<string>();
  readonly #unknown = new Set<string>();
  #timer: unknown;

  constructor(env: Environment, look: (ids: string[]) => Promise<readonly Card[]>) {
    this.#env = env;
    this.#look = look;
  }

  /** Keeps cards that came with an answer or event. */
  learn(cards: readonly Card[] | undefined): void {
    const known = this.#cards.value;
    const fresh = (cards ?? []).filter((card) => known[card.id]?.username !== card.username || known[card.id]?.displayName !== card.displayName);
    if (fresh.length > 0) this.#cards.set({ ...known, ...Object.fromEntries(fresh.map((card) => [card.id, card])) });
  }

  /** The cards of these people, as far as they are known. */
  of(ids: Iterable<string>): Card[] {
    return [...ids].flatMap((id) => this.#cards.value[id] ?? []);
  }

  /** Keeps cards of an earlier time, where no newer one is known. */
  recall(cards: readonly Card[]): void {
    this.learn(cards.filter(({ id }) => !this.#cards.value[id]));
  }

  /** Sees to it that these people's cards come. */
  need(ids: Iterable<string | undefined>): void {
    for (const id of ids) {
      if (id && !this.#cards.value[id] && !this.#unknown.has(id)) this.#needed.add(id);
    }
    if (this.#needed.size > 0) this.#timer ??= this.#env.clock.setTimeout(() => void this.#lookUp(), GATHER_MS);
  }

  /** Forgets everybody, and what is under way. */
  clear(): void {
    this.#needed.clear();
    this.#unknown.clear();
    this.#env.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#cards.set({});
  }

  async #lookUp(): Promise<void> {
    this.#timer = undefined;
    const ids = [...this.#needed].filter((id) => !this.#cards.value[id]).slice(0, AT_ONCE);
    for (const id of ids) this.#needed.delete(id);
    if (ids.length === 0) return this.#needed.clear();
    try {
      this.learn(await this.#look(ids));
      for (const id of ids) if (!this.#cards.value[id]) this.#unknown.add(id);
    } catch {
      return;
    }
    this.need([]);
  }
}
