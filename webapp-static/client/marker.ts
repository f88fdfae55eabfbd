import type { Environment } from "./environment";
import { ParleyError } from "./errors";
import type { Head, Seat } from "./types";
import type { Counts, Unread } from "./unread";

const GATHER_MS = 500;
const LATER_MS = 1_000;
const SPREAD_MS = 2_000;
const LONGEST_DELAY_MS = 30_000;

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
  /** What is known of the counts may be wrong: the list of rooms has to be read, within so many milliseconds. */
  doubt(withinMs: number): void;
}

/**
 * How far the caller has read in a room: moved here at once, told to the server a moment later, and again after a loss.
 *
 * Every move has a version. Whatever comes late or twice, by event, answer or list, is known by it and changes nothing.
 */
export class Marker {
  readonly #env: Environment;
  readonly #unread: Unread;
  readonly #owner: MarkerOwner;
  #version = 0;
  #untold = 0;
  #failures = 0;
  #timer: unknown;

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
    try {
      await this.#mark(seq, true);
    } catch (error) {
      this.#owner.doubt(LATER_MS);
      throw error;
    }
  }

  /** The server tells where the marker is, with the counts from there. What was read here and not told yet is not taken back. */
  told(counts: Counts, head: Head | undefined, version: number): void {
    if (version <= this.#version) return;
    this.#adopt(counts, head, version);
  }

  /** The list of rooms has come; on a new socket everything begins with it, and it is read again if an event was faster. What was not told before is told now. */
  listed(counts: Counts, head: Head, version: number, begin: (() => void) | undefined): void {
    const late = version < this.#version;
    begin?.();
    if (begin && late) this.#owner.doubt(LATER_MS);
    if (!begin && !late) this.#unread.adopt(counts, head);
    if (begin || !late) this.#version = version;
    if (this.#untold > this.#unread.counts.lastReadSeq) {
      this.#unread.read(this.#untold);
      this.#tellIn(GATHER_MS);
    } else this.forget();
    this.check();
  }

  /** Sees to it that counts which are not certain become so; spread in time, because everybody in the room may have to. */
  check(): void {
    if (!this.#unread.settle()) this.#owner.doubt(this.#env.random() * SPREAD_MS);
  }

  /** Tells nothing more. */
  forget(): void {
    this.#untold = 0;
    this.#failures = 0;
    this.#env.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
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
      if (!(error instanceof ParleyError) || !error.transient) return this.forget();
      if (error.reason !== "offline") this.#tellIn(error.retryAfterMs ?? Math.min(LONGEST_DELAY_MS, LATER_MS * 2 ** this.#failures++));
      return;
    }
    this.#failures = 0;
    if (this.#untold > seq) this.#tellIn(GATHER_MS);
    else this.#untold = 0;
  }

  async #mark(seq: number, back: boolean): Promise<void> {
    const { seat, head } = await this.#owner.mark(seq, back);
    const { lastReadSeq, unread, mentions, readVersion } = seat;
    if (lastReadSeq === undefined || unread === undefined || readVersion === undefined) return;
    if (readVersion < this.#version) return this.#owner.doubt(LATER_MS);
    if (this.#untold === seq) this.#untold = 0;
    this.#adopt({ lastReadSeq, unread, mentions: mentions ?? 0 }, head, readVersion);
  }

  #adopt(counts: Counts, head: Head | undefined, version: number): void {
    this.#version = version;
    if (this.#untold > counts.lastReadSeq) return;
    this.#unread.adopt(counts, head);
    this.check();
    this.#owner.moved();
  }
}
