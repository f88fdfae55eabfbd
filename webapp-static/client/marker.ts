import type { Environment } from "./environment";
import { ParleyError } from "./errors";
import type { Head, Seat } from "./types";
import type { Counts, Unread } from "./unread";

const GATHER_MS = 500;

/** What the read marker's calls answer. */
export interface ReadAnswer {
  readonly seat: Seat;
  readonly head?: Head;
}

/** Who asks for the marker, and whom it tells. */
export interface MarkerOwner {
  /** Calls `rooms.read`. */
  mark(seq: number, unread: boolean): Promise<ReadAnswer>;
  moved(): void;
}

/** How far the caller has read in a room: moved here at once, told to the server a moment later, and again after a loss. */
export class Marker {
  readonly #env: Environment;
  readonly #unread: Unread;
  readonly #owner: MarkerOwner;
  #untold = 0;
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
    this.#timer ??= this.#env.clock.setTimeout(() => void this.#tell(), GATHER_MS);
    this.#owner.moved();
  }

  /** Moves the marker to just before `seq`. */
  async markUnread(seq: number): Promise<void> {
    this.forget();
    this.#adopt(await this.#owner.mark(seq, true));
  }

  /** Asks the server for the counts, by reading once more what was read. */
  async ask(): Promise<void> {
    const { lastReadSeq } = this.#unread.counts;
    const answer = await this.#owner.mark(lastReadSeq, false);
    if (this.#untold === 0) this.#adopt(answer);
  }

  /** Another device, or this one a moment ago, has moved the marker. What was read here and not told yet is not taken back. */
  advanced(counts: Counts, head: Head | undefined): void {
    if (this.#untold > counts.lastReadSeq) return;
    this.#unread.adopt(counts, head);
    this.#owner.moved();
  }

  /** The counts were read anew; what was not told before is told now. */
  resume(): void {
    if (this.#untold <= this.#unread.counts.lastReadSeq) return this.forget();
    this.#unread.read(this.#untold);
    this.#timer ??= this.#env.clock.setTimeout(() => void this.#tell(), GATHER_MS);
  }

  /** Tells nothing more. */
  forget(): void {
    this.#untold = 0;
    this.#env.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #tell(): Promise<void> {
    const seq = this.#untold;
    try {
      const answer = await this.#owner.mark(seq, false);
      this.#timer = undefined;
      if (this.#untold > seq) this.#timer = this.#env.clock.setTimeout(() => void this.#tell(), GATHER_MS);
      if (this.#untold !== seq) return;
      this.#untold = 0;
      this.#adopt(answer);
    } catch (error) {
      this.#timer = undefined;
      if (!(error instanceof ParleyError) || !error.retryable) this.#untold = 0;
      else if (error.retryAfterMs !== undefined) this.#timer = this.#env.clock.setTimeout(() => void this.#tell(), error.retryAfterMs);
    }
  }

  #adopt({ seat, head }: ReadAnswer): void {
    const { lastReadSeq, unread, mentions } = seat;
    if (lastReadSeq === undefined || unread === undefined) return;
    this.#unread.adopt({ lastReadSeq, unread, mentions: mentions ?? 0 }, head);
    this.#owner.moved();
  }
}
