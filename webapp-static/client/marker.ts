import type { Environment } from "./environment";
import { ParleyError } from "./errors";
import type { Head, Seat } from "./types";
import type { Counts, Unread } from "./unread";

const GATHER_MS = 500;
const LATER_MS = 1_000;
const SPREAD_MS = 2_000;
const CROSSING_MS = 10_000;

/** What the read marker's calls answer. */
export interface ReadAnswer {
  readonly seat: Seat;
  readonly head?: Head;
}

/** Who calls for the marker, and whom it tells. */
export interface MarkerOwner {
  /** Calls `rooms.read`. */
  mark(seq: number, unread: boolean): Promise<ReadAnswer>;
  moved(): void;
  /** What is known of the marker or the counts may be wrong: the list of rooms has to be read, within so many milliseconds. */
  doubt(withinMs: number): void;
}

/**
 * How far the caller has read in a room: moved here at once, told to the server a moment later, and again after a loss.
 *
 * The marker has no version, and it may go back, so of an answer and an event that cross nobody can say which is the newer one. Where that could matter,
 * and where the counts are not certain, the list of rooms decides.
 */
export class Marker {
  readonly #env: Environment;
  readonly #unread: Unread;
  readonly #owner: MarkerOwner;
  #untold = 0;
  #timer: unknown;
  #expected: number | undefined;
  #turn = 0;
  #listing = 0;
  #doubtUntil = 0;

  constructor(env: Environment, unread: Unread, owner: MarkerOwner) {
    this.#env = env;
    this.#unread = unread;
    this.#owner = owner;
  }

  /** Moves the marker forward. */
  read(seq: number): void {
    if (seq <= this.#unread.counts.lastReadSeq) return;
    this.#unread.read(seq);
    this.#untold = seq;
    this.#tellIn(GATHER_MS);
    this.#owner.moved();
  }

  /** Moves the marker to just before `seq`. */
  async markUnread(seq: number): Promise<void> {
    this.forget();
    this.#doubtFor(CROSSING_MS);
    this.#expected = seq - 1;
    try {
      await this.#mark(seq, true);
    } catch (error) {
      this.#owner.doubt(LATER_MS);
      throw error;
    } finally {
      this.#expected = undefined;
    }
  }

  /** Another device, or this one a moment ago, has moved the marker. What was read here and not told yet is not taken back. */
  advanced(counts: Counts, head: Head | undefined): void {
    const { lastReadSeq } = this.#unread.counts;
    const moved = counts.lastReadSeq !== (this.#expected ?? lastReadSeq);
    if (moved) this.#turn++;
    if (this.#untold > counts.lastReadSeq) return;
    if (moved) {
      if (counts.lastReadSeq < lastReadSeq) this.#doubtFor(CROSSING_MS);
      if (this.#env.clock.now() < this.#doubtUntil) this.#owner.doubt(LATER_MS);
    }
    this.#unread.adopt(counts, head);
    this.check();
    this.#owner.moved();
  }

  /** The list of rooms is being asked for. */
  listing(): void {
    this.#listing = this.#turn;
  }

  /** The list of rooms has come, its counts have been taken; what was not told before is told now. */
  listed(): void {
    if (this.#listing !== this.#turn) this.#owner.doubt(LATER_MS);
    if (this.#untold <= this.#unread.counts.lastReadSeq) return this.forget();
    this.#unread.read(this.#untold);
    this.#tellIn(GATHER_MS);
  }

  /** Sees to it that counts which are not certain become so; spread in time, because everybody in the room may have to. */
  check(): void {
    if (!this.#unread.settle()) this.#owner.doubt(this.#env.random() * SPREAD_MS);
  }

  /** Tells nothing more. */
  forget(): void {
    this.#untold = 0;
    this.#env.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #doubtFor(ms: number): void {
    this.#doubtUntil = this.#env.clock.now() + ms;
  }

  #tellIn(ms: number): void {
    this.#timer ??= this.#env.clock.setTimeout(() => {
      this.#timer = undefined;
      void this.#tell();
    }, ms);
  }

  async #tell(): Promise<void> {
    const seq = this.#untold;
    if (seq === 0) return;
    try {
      await this.#mark(seq, false);
    } catch (error) {
      if (!(error instanceof ParleyError) || !error.retryable) return this.forget();
      if (error.reason !== "offline") this.#tellIn(error.retryAfterMs ?? LATER_MS);
      return;
    }
    if (this.#untold > seq) this.#tellIn(GATHER_MS);
    else this.#untold = 0;
  }

  /** Takes the answer for the truth unless the marker has moved since the question. */
  async #mark(seq: number, back: boolean): Promise<void> {
    const turn = ++this.#turn;
    const { seat, head } = await this.#owner.mark(seq, back);
    const { lastReadSeq, unread, mentions } = seat;
    if (this.#untold > seq || lastReadSeq === undefined || unread === undefined) return;
    if (turn !== this.#turn) return this.#owner.doubt(LATER_MS);
    this.#unread.adopt({ lastReadSeq, unread, mentions: mentions ?? 0 }, head);
    this.check();
    this.#owner.moved();
  }
}
