import { Cell, type Live } from "./live";
import type { Card, Seat } from "./types";
import type { Users } from "./users";

/** A page of a room's members. */
export interface MembersPage {
  readonly members: readonly Seat[];
  readonly users: readonly Card[];
  readonly cursor?: string;
}

/** The members of a room, once they were loaded. */
export class Members {
  readonly #users: Users;
  readonly #read: (cursor: string | undefined) => Promise<MembersPage>;
  readonly #seats = new Cell<readonly Seat[] | undefined>(undefined);
  readonly seats: Live<readonly Seat[] | undefined> = this.#seats;
  #wanted = false;
  /** What was heard while pages were under way, which may not be in them. */
  #heard: (() => void)[] | undefined;

  constructor(users: Users, read: (cursor: string | undefined) => Promise<MembersPage>) {
    this.#users = users;
    this.#read = read;
  }

  /** Reads all pages. What fails for want of a connection is made up for by `reload`. */
  async load(): Promise<void> {
    this.#wanted = true;
    const heard: (() => void)[] = this.#heard = [];
    try {
      const seats = await this.#readAll();
      if (this.#heard === heard) this.#seats.set(seats);
    } finally {
      if (this.#heard === heard) this.#heard = undefined;
    }
    for (const change of heard) change();
  }

  async #readAll(): Promise<Seat[]> {
    const seats: Seat[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.#read(cursor);
      this.#users.learn(page.users);
      seats.push(...page.members);
      cursor = page.cursor;
    } while (cursor);
    return seats;
  }

  /** There is a new connection: reads them again, if somebody wanted them, for events may have been missed. */
  reload(): void {
    if (this.#wanted) void this.load().catch(() => undefined);
  }

  /** Somebody has a seat, or another role. */
  seated(seat: Seat, card: Card | undefined): void {
    if (card) this.#users.learn([card]);
    this.#heard?.push(() => this.seated(seat, undefined));
    const seats = this.#seats.value;
    if (!seats) return;
    const known = seats.some(({ userId }) => userId === seat.userId);
    this.#seats.set(known ? seats.map((other) => (other.userId === seat.userId ? seat : other)) : [...seats, seat]);
  }

  /** Somebody has no seat any more. */
  gone(userId: string): void {
    this.#heard?.push(() => this.gone(userId));
    const seats = this.#seats.value;
    if (seats) this.#seats.set(seats.filter((seat) => seat.userId !== userId));
  }
}
