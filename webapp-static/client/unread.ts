import type { Head, Message } from "./types";

const MOST_KNOWN = 2_000;

/** Counts of one room as an answer gives them. */
export interface Counts {
  readonly lastReadSeq: number;
  readonly unread: number;
  readonly mentions: number;
}

interface Known {
  readonly counts: boolean;
  readonly mentions: boolean;
}

/**
 * Counts what a person has not read in one room.
 *
 * It starts from counts that the server took at some head and goes on with every later change of the log, in the order of `rev`.
 * What each counted message was before a change is remembered, so an edit or a deletion takes away just what it had added. Where
 * that is not known the counts are an estimate, `settle` says so, and the counts of the next answer put it right.
 */
export class Unread {
  readonly #me: () => string;
  readonly #known = new Map<number, Known>();
  #counts: Counts = { lastReadSeq: 0, unread: 0, mentions: 0 };
  #counted: Head = { epoch: 0, rev: 0, seq: 0 };
  /** The greatest `seq` the server's counts include: a greater one that is not known yet is a new message. */
  #base = 0;
  #baseRev = 0;
  #seenRev = 0;
  #uncertain = false;
  /** The caller's newest message: writing it was reading up to it. */
  #own = 0;

  constructor(me: () => string) {
    this.#me = me;
  }

  get counts(): Counts {
    return this.#counts;
  }

  /** Whether the counts are certain, now that all changes at hand were applied; if not, the server has to be asked. */
  settle(): boolean {
    if (this.#uncertain) this.#uncertain = !this.#recount();
    return !this.#uncertain;
  }

  /** Begins anew with counts taken at `head`; changes up to it were not seen, and will be only if `continuous`. */
  begin(counts: Counts, head: Head, continuous: boolean): void {
    if (!continuous || head.epoch !== this.#counted.epoch) {
      this.#known.clear();
      this.#seenRev = head.rev;
    }
    this.#take(counts, head);
  }

  /** The log begins anew at `head`, so nothing is certain until counts come that are not older. */
  reset(head: Head): void {
    this.#known.clear();
    this.#seenRev = head.rev;
    this.#take(this.#counts, head);
    this.#uncertain = true;
  }

  /** Takes counts from an answer or event; those that are older than what was counted since give their marker only, and that only as far as the caller has not written since. */
  adopt(counts: Counts, head: Head | undefined): void {
    if (head && head.epoch === this.#counted.epoch && head.rev < this.#counted.rev) {
      const lastReadSeq = head.seq < this.#own ? Math.max(counts.lastReadSeq, this.#own) : counts.lastReadSeq;
      if (lastReadSeq === this.#counts.lastReadSeq && !this.#uncertain) return;
      this.#counts = { ...this.#counts, lastReadSeq };
      this.#estimate();
      this.settle();
    } else {
      this.#take(counts, head ?? this.#counted);
    }
    this.#prune();
  }

  /**
   * Applies a change of the log; they come in the order of `rev`. What the message was at any time since `after` was not seen, so
   * what it was when the server counted is not known where that was in between.
   */
  change(message: Message, epoch: number, after: number): void {
    const crossed = after < this.#baseRev && message.rev > this.#baseRev;
    const before = this.#known.get(message.seq);
    const now = this.#know(message);
    this.#seenRev = message.rev;
    if (message.rev <= this.#counted.rev) return;
    this.#counted = { epoch, rev: message.rev, seq: Math.max(this.#counted.seq, message.seq) };
    if (message.senderId === this.#me() && message.kind === "text") this.#own = Math.max(this.#own, message.seq);
    if (message.seq <= this.#counts.lastReadSeq) return;
    if (message.seq > this.#base && !before) this.#posted(message, now);
    else if (before && !crossed) this.#add(Number(now.counts) - Number(before.counts), Number(now.mentions) - Number(before.mentions));
    else this.#changedUnknown(message, now);
  }

  /** Remembers messages of a page that was read at `head`, for changes to come. */
  learn(messages: readonly Message[], head: Head): void {
    if (head.epoch !== this.#counted.epoch || head.rev < this.#seenRev) return;
    for (const message of messages) {
      if (message.rev <= this.#seenRev && message.seq > this.#counts.lastReadSeq && message.seq <= this.#base) this.#know(message);
    }
    this.settle();
  }

  /** The reader has come to `seq`; never goes back. */
  read(seq: number): void {
    if (seq <= this.#counts.lastReadSeq) return;
    this.#counts = { ...this.#counts, lastReadSeq: seq };
    if (seq >= this.#counted.seq) this.#counts = { lastReadSeq: seq, unread: 0, mentions: 0 };
    else if (!this.#recount()) this.#estimate();
    this.#prune();
  }

  #posted(message: Message, now: Known): void {
    if (message.senderId === this.#me() && message.kind === "text") this.read(message.seq);
    else this.#add(Number(now.counts), Number(now.mentions));
  }

  /** A message that the server's counts include has changed, and what it was is not known. */
  #changedUnknown(message: Message, now: Known): void {
    const own = message.senderId === this.#me() || message.kind !== "text";
    if (own) return;
    if (message.deletedAt) this.#add(-1, 0);
    if (message.deletedAt ? this.#counts.mentions > 0 : message.editedAt && (now.mentions || this.#counts.mentions > 0)) this.#uncertain = true;
  }

  #take(counts: Counts, head: Head): void {
    this.#counts = { lastReadSeq: counts.lastReadSeq, unread: counts.unread, mentions: counts.mentions };
    this.#counted = head;
    this.#base = head.seq;
    this.#baseRev = head.rev;
    this.#uncertain = false;
  }

  #know(message: Message): Known {
    const counts = message.kind === "text" && !message.deletedAt && message.senderId !== this.#me();
    const known = { counts, mentions: counts && (message.mentions?.includes(this.#me()) ?? false) };
    if (message.seq > this.#counts.lastReadSeq) this.#known.set(message.seq, known);
    if (this.#known.size > MOST_KNOWN) this.#forgetOldest();
    return known;
  }

  #forgetOldest(): void {
    const oldest = this.#known.keys().next().value!;
    this.#known.delete(oldest);
    this.#base = Math.max(this.#base, oldest);
  }

  #add(unread: number, mentions: number): void {
    const { lastReadSeq } = this.#counts;
    this.#counts = { lastReadSeq, unread: Math.max(0, this.#counts.unread + unread), mentions: Math.max(0, this.#counts.mentions + mentions) };
  }

  #estimate(): void {
    const { lastReadSeq, unread, mentions } = this.#counts;
    const most = Math.max(0, this.#counted.seq - lastReadSeq);
    this.#counts = { lastReadSeq, unread: Math.min(unread, most), mentions: Math.min(mentions, most) };
    this.#uncertain = true;
  }

  /** Counts one by one what lies after the marker, if all of it is known. */
  #recount(): boolean {
    if (this.#seenRev < this.#counted.rev) return false;
    const { lastReadSeq } = this.#counts;
    let unread = 0;
    let mentions = 0;
    for (let seq = lastReadSeq + 1; seq <= this.#counted.seq; seq++) {
      const known = this.#known.get(seq);
      if (!known) return false;
      unread += Number(known.counts);
      mentions += Number(known.mentions);
    }
    this.#counts = { lastReadSeq, unread, mentions };
    return true;
  }

  #prune(): void {
    for (const seq of this.#known.keys()) if (seq <= this.#counts.lastReadSeq) this.#known.delete(seq);
  }
}
