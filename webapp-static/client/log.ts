import type { Environment } from "./environment";
import { ParleyError } from "./errors";
import { fromAnswer, fromFrame, type ReactionChange } from "./reactions";
import type { Card, Head, Message } from "./types";
import { Window } from "./window";

const GAP_MS = 100;
const LONGEST_WAIT_MS = 30_000;
const MOST_BUFFERED = 1_000;
const UNWATCHED_LENGTH = 100;

export interface HistoryQuery {
  readonly before?: number;
  readonly after?: number;
  readonly around?: number;
  readonly limit?: number;
}

export interface HistoryPage {
  readonly messages: readonly Message[];
  readonly users: readonly Card[];
  readonly hasBefore: boolean;
  readonly hasAfter: boolean;
  readonly head: Head;
}

export interface ChangesPage {
  readonly messages: readonly Message[];
  readonly users: readonly Card[];
  readonly head: Head;
  readonly hasMore: boolean;
  readonly reset: boolean;
}

/** Where a log reads, and whom it tells. */
export interface LogOwner {
  history(query: HistoryQuery): Promise<HistoryPage>;
  changes(after: number, epoch: number): Promise<ChangesPage>;
  /** A change, told in the order of `rev`; states of the message between `after` and its `rev` were passed over. */
  applied(message: Message, epoch: number, after: number): void;
  /** A page was read. */
  learned(page: HistoryPage): void;
  /** The server said that the cursor is of no use any more: whatever was derived from earlier changes is to be read anew. */
  reset(head: Head): void;
  /** Something of what the log shows is different now. */
  shown(): void;
}

interface Frame {
  readonly message: Message;
  readonly change: ReactionChange | undefined;
}

/**
 * The log of one room on this device: its cursor, and a window of its messages.
 *
 * Every change is applied once and in the order of `rev`, whatever the network does: a frame that is not newer is dropped, one that
 * comes early waits, and what is missing is asked for (`rooms.changes`) after a moment in which it may still come by itself. Frames,
 * reconnects and start-up take this one path. The window follows the newest message while it reaches it.
 */
export class RoomLog {
  readonly #env: Environment;
  readonly #me: () => string;
  readonly #owner: LogOwner;
  readonly #window = new Window();
  readonly #early = new Map<number, Frame>();
  #head: Head | undefined;
  #rev = 0;
  /** Up to here every message's state was seen; beyond, a state may have been passed over that a later page replaces. */
  #wholeTo = 0;
  #following = false;
  #hasBefore = false;
  #stale = false;
  #loading = 0;
  #catching = false;
  #again = false;
  readonly #loads = new Map<string, Promise<void>>();
  #lastLoad: Promise<void> = Promise.resolve();
  #life = 0;
  #failures = 0;
  #timer: unknown;

  constructor(env: Environment, me: () => string, owner: LogOwner) {
    this.#env = env;
    this.#me = me;
    this.#owner = owner;
  }

  /** How far the room's log has come, as far as is known here. */
  get head(): Head | undefined {
    return this.#head;
  }

  /** The last change that was applied. */
  get rev(): number {
    return this.#rev;
  }

  get loaded(): boolean {
    return !this.#window.empty || this.#following;
  }

  get messages(): readonly Message[] {
    return this.#window.messages();
  }

  get hasBefore(): boolean {
    return this.#hasBefore;
  }

  get hasAfter(): boolean {
    return this.loaded && !this.#following;
  }

  message(seq: number): Message | undefined {
    return this.#window.holds(seq) ? this.#window.get(seq) : undefined;
  }

  /** Goes on where a copy of the log was left, with its newest messages; does nothing when something is known already. */
  restore(head: Head, messages: readonly Message[], hasBefore: boolean): void {
    if (this.#head) return;
    this.#head = head;
    this.#rev = this.#wholeTo = head.rev;
    if (messages.length === 0) return;
    this.#window.join(messages);
    this.#following = true;
    this.#hasBefore = hasBefore;
  }

  /** The newest of the window, at most so many; none unless the window and the cursor are as far as the log is known to be. */
  newest(count: number): readonly Message[] {
    return this.#following && !this.#stale ? this.#window.messages().slice(-count) : [];
  }

  /** The list of rooms told the head; returns whether changes since the cursor will be applied, or were skipped because nothing is loaded. */
  begin(head: Head): boolean {
    this.pause();
    const continuous = this.#head !== undefined && (this.loaded || head.rev === this.#rev) && head.epoch === this.#head.epoch;
    if (!this.loaded) this.#rev = this.#wholeTo = head.rev;
    this.#head = continuous || !this.loaded ? newer(this.#head, head) : this.#head;
    return continuous;
  }

  /** The connection is gone: what was under way is not waited for. */
  pause(): void {
    this.#life++;
    this.#catching = false;
    this.#again = false;
    this.#failures = 0;
    this.#early.clear();
    this.#env.clock.clearTimeout(this.#timer);
  }

  /** The subscription is live, and the log was at `head` then. */
  synced(head: Head): void {
    if (this.#stale) void this.#reload();
    if (!this.#head) {
      this.#head = head;
      this.#rev = this.#wholeTo = head.rev;
    } else if (!this.#adopts(head.epoch)) {
      void this.#catchUp();
    } else {
      this.#head = newer(this.#head, head);
      if (head.rev > this.#rev) void this.#catchUp();
    }
  }

  /** A frame came. */
  event(epoch: number, message: Message, change: ReactionChange | undefined): void {
    if (!this.#head) return;
    const foreign = !this.#adopts(epoch);
    if (!foreign && message.rev <= this.#rev) return;
    if (!foreign && message.rev === this.#rev + 1 && !this.#catching) {
      this.#applyFrame({ message, change });
      this.#drain();
      this.#owner.shown();
      return;
    }
    if (!foreign && this.#early.size < MOST_BUFFERED) this.#early.set(message.rev, { message, change });
    this.#catchUpSoon(GAP_MS);
  }

  /** Takes a message from the answer to a command; the change itself is applied when its turn comes. */
  answered(answer: Message): Message {
    const message = fromAnswer(answer);
    if (this.#wants(message.seq) && this.#window.put(message)) {
      this.#show();
      this.#owner.shown();
    }
    return message;
  }

  /** Shows the newest page, unless the window follows it already. */
  loadNewest(): Promise<void> {
    return this.#load("newest", () => this.#following && !this.#stale ? undefined : {});
  }

  /** Adds the page before the window. */
  loadBefore(): Promise<void> {
    return this.#load("before", () => this.#hasBefore && !this.#stale ? { before: this.#window.first } : undefined);
  }

  /** Adds the page after the window. */
  loadAfter(): Promise<void> {
    return this.#load("after", () => this.hasAfter && !this.#stale ? { after: this.#window.last } : undefined);
  }

  /** Shows a window that holds `seq`. */
  loadAround(seq: number): Promise<void> {
    return this.#load(`around ${seq}`, () => this.#window.holds(seq) ? undefined : { around: seq });
  }

  /** Lets go of most of the window when nobody looks at it. */
  shorten(): void {
    if (!this.#following || this.#loading > 0 || this.#window.last - this.#window.first < 2 * UNWATCHED_LENGTH) return;
    this.#window.shorten(UNWATCHED_LENGTH);
    this.#window.tidy(true);
    this.#hasBefore = true;
  }

  /** Pages are read one after another, because each one's place depends on the window it finds; the same page twice is one reading. */
  #load(name: string, query: () => HistoryQuery | undefined): Promise<void> {
    const same = this.#loads.get(name);
    if (same) return same;
    const load = this.#lastLoad.then(() => this.#read(query)).finally(() => this.#loads.delete(name));
    this.#loads.set(name, load);
    this.#lastLoad = load.catch(() => undefined);
    return load;
  }

  /**
   * What is applied while the page is under way waits beside the window, so a page that is older than it does no harm. A page that
   * cannot be read changes nothing and is not told: whoever loads the next page when something has changed would ask without end.
   */
  async #read(query: () => HistoryQuery | undefined): Promise<void> {
    const asked = query();
    if (!asked) return;
    this.#loading++;
    try {
      const page = await this.#owner.history(asked);
      if (this.#head && !this.#adopts(page.head.epoch)) this.#reset(page.head, true);
      else this.#place({ ...page, messages: page.messages.map(fromAnswer) });
    } finally {
      this.#loading--;
      this.#show();
    }
    this.#owner.shown();
  }

  #place(page: HistoryPage): void {
    if (this.#stale) {
      this.#window.clear();
      this.#hasBefore = false;
    }
    if (!this.#head) this.#rev = this.#wholeTo = page.head.rev;
    this.#head = newer(this.#head, page.head);
    const { first, last } = this.#window;
    const wasFollowing = this.#following && !this.#stale;
    this.#stale = false;
    this.#window.join(page.messages);
    if (this.#window.empty) this.#window.beginAfter(page.head.seq);
    const replaced = this.#window.first > last || this.#window.last < first;
    if (this.#window.first !== first || page.messages.length === 0) this.#hasBefore = page.hasBefore;
    this.#following = (wasFollowing && !replaced) || !page.hasAfter;
    this.#owner.learned(page);
  }

  #applyFrame({ message, change }: Frame): void {
    this.#apply(fromFrame(message, this.#me(), change, this.#window.get(message.seq)));
  }

  #apply(message: Message): void {
    const after = this.#wholeTo;
    if (after === this.#rev && message.rev === this.#rev + 1) this.#wholeTo = message.rev;
    this.#rev = message.rev;
    this.#head = newer(this.#head!, { ...this.#head!, rev: message.rev, seq: message.seq });
    if (this.#wants(message.seq)) this.#window.put(message);
    this.#owner.applied(message, this.#head.epoch, after);
  }

  #wants(seq: number): boolean {
    return this.#window.holds(seq) || this.#loading > 0 || (this.#following && seq > this.#window.last);
  }

  #show(): void {
    if (this.#following) this.#window.grow();
    if (this.#loading === 0) this.#window.tidy(this.#following);
  }

  /** Whether an epoch is the cursor's; a cursor at the very beginning takes any. */
  #adopts(epoch: number): boolean {
    if (this.#rev === 0) this.#head = { ...this.#head!, epoch };
    return epoch === this.#head!.epoch;
  }

  /** Applies what came early and is next now. */
  #drain(): void {
    for (let next = this.#early.get(this.#rev + 1); next; next = this.#early.get(this.#rev + 1)) this.#applyFrame(next);
    for (const rev of this.#early.keys()) if (rev <= this.#rev) this.#early.delete(rev);
    this.#show();
    if (this.#early.size === 0) this.#env.clock.clearTimeout(this.#timer);
  }

  #catchUpSoon(ms: number): void {
    if (this.#catching) {
      this.#again = true;
      return;
    }
    this.#env.clock.clearTimeout(this.#timer);
    this.#timer = this.#env.clock.setTimeout(() => void this.#catchUp(), ms);
  }

  async #catchUp(): Promise<void> {
    if (this.#catching) {
      this.#again = true;
      return;
    }
    this.#env.clock.clearTimeout(this.#timer);
    const life = this.#life;
    this.#catching = true;
    const from = this.#rev;
    this.#again = false;
    try {
      while (await this.#readPage(life));
    } catch (error) {
      if (life !== this.#life) return;
      this.#catching = false;
      if (error instanceof ParleyError && error.transient) this.#catchUpSoon(this.#backOff());
      return;
    }
    if (life !== this.#life) return;
    if (this.#rev > from) this.#failures = 0;
    this.#catching = false;
    this.#drain();
    this.#owner.shown();
    if (this.#early.size > 0 || (this.#again && this.#head!.rev > this.#rev)) this.#catchUpSoon(this.#backOff());
  }

  /** Applies one page of changes; tells whether there are more to read. */
  async #readPage(life: number): Promise<boolean> {
    const page = await this.#owner.changes(this.#rev, this.#head!.epoch);
    if (life !== this.#life) return false;
    if (page.reset) {
      this.#reset(page.head, this.loaded);
      return false;
    }
    const before = this.#rev;
    for (const message of page.messages) if (message.rev > this.#rev) this.#apply(fromAnswer(message));
    this.#head = newer(this.#head!, page.head);
    this.#show();
    if (page.hasMore && this.#rev > before) return true;
    this.#wholeTo = this.#rev;
    return false;
  }

  #reset(head: Head, reload: boolean): void {
    this.#head = head;
    this.#rev = this.#wholeTo = head.rev;
    this.#early.clear();
    this.#stale = reload;
    this.#owner.reset(head);
    if (reload) void this.#reload();
  }

  /** Reads the newest page in place of what is of no use any more, however often it takes. */
  async #reload(): Promise<void> {
    const life = this.#life;
    try {
      await this.loadNewest();
    } catch (error) {
      if (!(error instanceof ParleyError) || !error.transient) return;
      this.#env.clock.setTimeout(() => { if (life === this.#life && this.#stale) void this.#reload(); }, this.#backOff());
    }
  }

  #backOff(): number {
    return this.#env.random() * Math.min(LONGEST_WAIT_MS, 500 * 2 ** this.#failures++) + GAP_MS;
  }
}

function newer(known: Head | undefined, told: Head): Head {
  if (!known || known.epoch !== told.epoch) return told;
  return { epoch: known.epoch, rev: Math.max(known.rev, told.rev), seq: Math.max(known.seq, told.seq) };
}
