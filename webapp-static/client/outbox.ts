import type { Environment } from "./environment";
import { ParleyError } from "./errors";
import type { Draft, OutboxStore } from "./outbox-store";
import type { Message, Pending } from "./types";

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
const MOST_FAULTS = 8;

/** Who sends for the outbox, and whom it tells. */
export interface OutboxOwner {
  post(draft: Draft): Promise<Message>;
  /** Messages of that room were added, have moved on, or are gone. */
  moved(roomId: string): void;
  /** The server has it. */
  acknowledged(message: Message): void;
}

interface Entry {
  draft: Draft;
  state: Pending["state"];
  /** The store holds it, so when it is gone from there another tab has sent it. */
  kept: boolean;
}

/** What is known of one room's turn. */
interface Lane {
  running: boolean;
  timer: unknown;
  failures: number;
}

/**
 * The caller's messages until the server has them.
 *
 * A message gets its key here, once, and is sent with it until it is acknowledged or refused, over time-outs, reconnects and restarts: the server makes one
 * message of all repeats. In one room the next is sent when the one before has its outcome, so they keep their order. Tabs take turns under a lock and
 * look into the shared store first, so that they do not repeat each other's work.
 */
export class Outbox {
  readonly #env: Environment;
  readonly #store: OutboxStore;
  readonly #userId: string;
  readonly #owner: OutboxOwner;
  readonly #entries = new Map<string, Entry>();
  readonly #lanes = new Map<string, Lane>();
  #online = false;
  #order = 0;

  constructor(env: Environment, store: OutboxStore, userId: string, owner: OutboxOwner) {
    this.#env = env;
    this.#store = store;
    this.#userId = userId;
    this.#owner = owner;
  }

  /** The connection is there: takes up what the store holds, also of tabs that are gone, and sends. */
  async resume(): Promise<void> {
    this.#online = true;
    await this.load();
    for (const roomId of this.#rooms()) this.#send(roomId);
  }

  /** Reads what an earlier run left. */
  async load(): Promise<void> {
    const drafts = await this.#store.all(this.#userId).catch(() => []);
    for (const draft of drafts) {
      this.#order = Math.max(this.#order, draft.order);
      if (!this.#entries.has(draft.key)) this.#entries.set(draft.key, { draft, state: draft.refused ? "failed" : "queued", kept: true });
    }
    for (const roomId of this.#rooms()) this.#owner.moved(roomId);
  }

  /** The connection is gone: nothing is sent until `resume`. */
  pause(): void {
    this.#online = false;
    for (const lane of this.#lanes.values()) {
      this.#env.clock.clearTimeout(lane.timer);
      lane.timer = undefined;
      lane.failures = 0;
    }
  }

  /** Adds a message and returns its key. */
  add(roomId: string, content: string, replyTo?: number): string {
    const now = this.#env.clock.now();
    this.#order = Math.max(this.#order + 1, now);
    const draft: Draft = {
      key: this.#env.uuid(), userId: this.#userId, roomId, content, ...(replyTo === undefined ? {} : { replyTo }),
      createdAt: new Date(now).toISOString(), order: this.#order,
    };
    this.#enter(draft);
    return draft.key;
  }

  /** Sends a refused message again, last in its room and with the same key. */
  retry(key: string): void {
    const entry = this.#entries.get(key);
    if (entry?.state !== "failed") return;
    const { refused: _, ...draft } = entry.draft;
    this.#order = Math.max(this.#order + 1, this.#env.clock.now());
    this.#entries.delete(key);
    this.#enter({ ...draft, order: this.#order });
  }

  /** Gives a message up; one that is on the wire stays. */
  discard(key: string): void {
    const entry = this.#entries.get(key);
    if (entry && entry.state !== "sending") this.#forget(entry);
  }

  /** Gives all of them up, and what other tabs have kept. */
  async discardAll(): Promise<void> {
    for (const entry of [...this.#entries.values()]) this.#forget(entry);
    const kept = await this.#store.all(this.#userId).catch(() => []);
    await Promise.all(kept.map(({ key }) => this.#store.remove(key).catch(() => undefined)));
  }

  /** The message shows in the timeline now. */
  shown(key: string): void {
    const entry = this.#entries.get(key);
    if (entry?.state === "sent") this.#entries.delete(key);
  }

  /** What is under way in a room, in the order of sending. */
  pending(roomId: string): Pending[] {
    return [...this.#entries.values()].filter(({ draft }) => draft.roomId === roomId).sort((a, b) => a.draft.order - b.draft.order)
      .map(({ draft: { key, content, replyTo, createdAt, refused }, state }) => ({
        key, roomId, content, createdAt, state, ...(replyTo === undefined ? {} : { replyTo }), ...(refused === undefined ? {} : { reason: refused }),
      }));
  }

  #rooms(): Set<string> {
    return new Set([...this.#entries.values()].map(({ draft }) => draft.roomId));
  }

  #enter(draft: Draft): void {
    const entry: Entry = { draft, state: "queued", kept: false };
    this.#entries.set(draft.key, entry);
    this.#owner.moved(draft.roomId);
    void this.#store.put(draft).then(() => { entry.kept = true; }, () => undefined).then(() => this.#send(draft.roomId));
  }

  #forget(entry: Entry): void {
    this.#entries.delete(entry.draft.key);
    void this.#store.remove(entry.draft.key).catch(() => undefined);
    this.#owner.moved(entry.draft.roomId);
  }

  #next(roomId: string): Entry | undefined {
    let first: Entry | undefined;
    for (const entry of this.#entries.values()) {
      if (entry.draft.roomId === roomId && entry.state === "queued" && (!first || entry.draft.order < first.draft.order)) first = entry;
    }
    return first;
  }

  /** Sends what is queued in a room, one after another, until something has to wait. */
  #send(roomId: string): void {
    const lane = this.#lanes.get(roomId) ?? { running: false, timer: undefined, failures: 0 };
    this.#lanes.set(roomId, lane);
    if (lane.running || lane.timer !== undefined || !this.#online || !this.#next(roomId)) return;
    lane.running = true;
    void this.#env.locks.request(`parley.outbox.${this.#userId}.${roomId}`, async () => {
      for (let entry = this.#next(roomId); entry && this.#online; entry = this.#next(roomId)) {
        if (!await this.#attempt(entry, lane)) return;
      }
    }).catch(() => this.#wait(roomId, lane, 0)).finally(() => {
      lane.running = false;
      this.#send(roomId);
    });
  }

  #wait(roomId: string, lane: Lane, leastMs: number): void {
    if (!this.#online) return;
    const backOff = this.#env.random() * Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** lane.failures++);
    lane.timer = this.#env.clock.setTimeout(() => {
      lane.timer = undefined;
      this.#send(roomId);
    }, leastMs + backOff);
  }

  /** Sends one message; tells whether the next may be sent right away. */
  async #attempt(entry: Entry, lane: Lane): Promise<boolean> {
    const { key, roomId } = entry.draft;
    const kept = await this.#store.get(key).catch(() => entry.draft);
    if (entry.kept && (!kept || kept.refused)) return this.#settledElsewhere(entry, kept);
    if (this.#entries.get(key) !== entry || !this.#online) return true;
    this.#become(entry, "sending");
    try {
      const message = await this.#owner.post(entry.draft);
      lane.failures = 0;
      entry.state = "sent";
      await this.#store.remove(key).catch(() => undefined);
      this.#owner.acknowledged(message);
      this.#owner.moved(roomId);
      return true;
    } catch (error) {
      return this.#unsent(entry, lane, error as ParleyError);
    }
  }

  /** Another tab has sent it, or was told that it is refused. */
  #settledElsewhere(entry: Entry, kept: Draft | undefined): true {
    if (kept) entry.draft = kept;
    if (kept) this.#become(entry, "failed");
    else this.#forget(entry);
    return true;
  }

  async #unsent(entry: Entry, lane: Lane, error: ParleyError): Promise<boolean> {
    if (isRefusal(error) || (error.reason === "internal" && lane.failures >= MOST_FAULTS)) {
      lane.failures = 0;
      entry.draft = { ...entry.draft, refused: error.reason };
      this.#become(entry, "failed");
      await this.#store.put(entry.draft).catch(() => undefined);
      return true;
    }
    this.#become(entry, "queued");
    this.#wait(entry.draft.roomId, lane, error.retryAfterMs ?? 0);
    return false;
  }

  #become(entry: Entry, state: Pending["state"]): void {
    entry.state = state;
    this.#owner.moved(entry.draft.roomId);
  }
}

/** Whether the message is certainly not stored and would be refused again. */
function isRefusal(error: ParleyError): boolean {
  return error instanceof ParleyError && !error.retryable && error.code >= 400 && error.code < 500 && ![401, 408, 425, 429].includes(error.code);
}
