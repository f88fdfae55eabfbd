import type { Message } from "./types";

/** What is held of a room's messages: one stretch without holes, and beside it messages that may join it soon. */
export class Window {
  readonly #held = new Map<number, Message>();
  #first = 1;
  #last = 0;

  get empty(): boolean {
    return this.#last < this.#first;
  }

  get first(): number {
    return this.#first;
  }

  get last(): number {
    return this.#last;
  }

  /** The newest state that is held of a message, inside the stretch or beside it. */
  get(seq: number): Message | undefined {
    return this.#held.get(seq);
  }

  holds(seq: number): boolean {
    return seq >= this.#first && seq <= this.#last;
  }

  /** Keeps a message unless a newer state of it is held; tells whether it was taken. Outside the stretch it waits beside it. */
  put(message: Message): boolean {
    const held = this.#held.get(message.seq);
    if (held && held.rev > message.rev) return false;
    this.#held.set(message.seq, message);
    return true;
  }

  /** Makes a page part of the stretch; a page that neither overlaps nor touches it becomes the stretch. */
  join(page: readonly Message[]): void {
    if (page.length === 0) return;
    const first = page[0]!.seq;
    const last = page[page.length - 1]!.seq;
    for (const message of page) this.put(message);
    const apart = this.empty || first > this.#last + 1 || last < this.#first - 1;
    this.#first = apart ? first : Math.min(first, this.#first);
    this.#last = apart ? last : Math.max(last, this.#last);
  }

  /** Lets the stretch grow over what waits right after it; an empty one grows from where `beginAfter` put it. */
  grow(): void {
    while (this.#held.has(this.#last + 1)) this.#last++;
  }

  /** Puts an empty stretch right after `seq`. */
  beginAfter(seq: number): void {
    this.#first = seq + 1;
    this.#last = seq;
  }

  /** Forgets what waits beside the stretch, but for what comes after it when `keepAfter`. */
  tidy(keepAfter: boolean): void {
    for (const seq of this.#held.keys()) if (seq < this.#first || (seq > this.#last && !keepAfter)) this.#held.delete(seq);
  }

  /** Forgets all but the last `count` messages of the stretch. */
  shorten(count: number): void {
    this.#first = Math.max(this.#first, this.#last - count + 1);
  }

  clear(): void {
    this.#held.clear();
    this.#first = 1;
    this.#last = 0;
  }

  /** The stretch, ascending by `seq`. */
  messages(): Message[] {
    const all: Message[] = [];
    for (let seq = this.#first; seq <= this.#last; seq++) {
      const message = this.#held.get(seq);
      if (message) all.push(message);
    }
    return all;
  }
}
