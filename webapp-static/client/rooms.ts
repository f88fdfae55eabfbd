import type { RoomCopy } from "./copy-store";
import type { Environment } from "./environment";
import { ParleyError } from "./errors";
import { Cell, type Live } from "./live";
import type { Outbox } from "./outbox";
import { type ListedRoom, RoomState } from "./room-state";
import { Topics } from "./topics";
import type { Card, RoomEntry } from "./types";
import type { Users } from "./users";

const ADDED_WITHIN_MS = 100;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;

interface ListPage {
  readonly rooms: readonly ListedRoom[];
  readonly users: readonly Card[];
  readonly cursor?: string;
}

/** What the rooms need of the session. */
export interface RoomsOwner {
  readonly env: Environment;
  readonly users: Users;
  me(): string;
  outbox(): Outbox;
  call<T>(address: string, body: object): Promise<T>;
  register(topic: string): void;
  unregister(topic: string): void;
  /** What is shown of that room is different now. */
  changed(roomId: string): void;
}

/**
 * The caller's rooms. On every new socket the list is read first, with counts and heads, and then each room's topic is registered,
 * so that nothing falls between the two: what the list did not include, the room's log asks for when its topic is live.
 */
export class Rooms {
  readonly #env: Environment;
  readonly #owner: RoomsOwner;
  readonly #topics: Topics;
  readonly #entries = new Cell<readonly RoomEntry[] | undefined>(undefined);
  readonly entries: Live<readonly RoomEntry[] | undefined> = this.#entries;
  readonly #states = new Map<string, RoomState>();
  #listed = false;
  #list: Promise<void> | undefined;
  #life = 0;
  #failures = 0;
  #timer: unknown;
  #refreshAt = 0;
  #publishing = false;

  constructor(owner: RoomsOwner) {
    this.#env = owner.env;
    this.#owner = owner;
    this.#topics = new Topics(owner.env, {
      register: (topic) => owner.register(topic),
      unregister: (topic) => owner.unregister(topic),
      lost: (topic) => this.#left(roomOf(topic)),
    });
  }

  /** A room, known or not. */
  state(id: string): RoomState {
    const known = this.#states.get(id);
    if (known) return known;
    const { env, users } = this.#owner;
    const state = new RoomState(id, {
      env, users, me: () => this.#owner.me(), outbox: () => this.#owner.outbox(), call: (address, body) => this.#owner.call(address, body),
      changed: (roomId) => this.#changed(roomId), refresh: (ms) => this.#refreshSoon(ms), left: (roomId) => this.#left(roomId),
    });
    this.#states.set(id, state);
    return state;
  }

  /** A room, if something was asked or told of it. */
  known(id: string): RoomState | undefined {
    return this.#states.get(id);
  }

  /** The entry of a room that the caller has just come into. */
  async entered(id: string): Promise<RoomEntry> {
    await this.#read(false);
    const entry = this.state(id).entry.value;
    if (!entry) throw new ParleyError({ code: 503, reason: "unavailable", message: "The room does not show yet.", retryable: true });
    return entry;
  }

  /** Shows what was kept of an earlier run; to be called before there is a connection. */
  restore(copies: readonly RoomCopy[]): void {
    this.#listed = true;
    for (const copy of copies) this.state(copy.id).restore(copy);
    this.#publish();
  }

  /** What is to be kept of these rooms, and all that the caller is in; nothing while the list is being read. */
  copies(ids: ReadonlySet<string>): { readonly rooms: readonly RoomCopy[]; readonly all: ReadonlySet<string> } | undefined {
    if (!this.#listed) return undefined;
    const mine = [...this.#states.values()].filter(({ entry }) => entry.value);
    return { rooms: mine.flatMap((state) => (ids.has(state.id) ? state.copy() : undefined) ?? []), all: new Set(mine.map(({ id }) => id)) };
  }

  /** There is a new socket with an open session. */
  online(): void {
    this.#life++;
    this.#failures = 0;
    this.#listed = false;
    this.#list = undefined;
    void this.#read(true).catch(() => undefined);
  }

  /** The socket is gone. */
  offline(): void {
    this.#life++;
    this.#env.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#topics.clear();
    for (const state of this.#states.values()) state.offline();
  }

  /** Nobody is signed in any more. */
  clear(): void {
    this.offline();
    this.#listed = false;
    for (const state of this.#states.values()) state.unlisted();
    this.#states.clear();
    this.#entries.set(undefined);
  }

  /** An event of a room's topic, or of the caller's own. */
  event(topic: string, body: any): void {
    if (topic.startsWith("room.")) {
      if (body.type === "room.synced") this.#topics.confirmed(topic);
      this.#states.get(roomOf(topic))?.event(body);
    } else if (body.type === "room.added") this.#refreshSoon(ADDED_WITHIN_MS);
    else if (body.type === "room.removed") this.#left(body.roomId);
    else if (body.type === "read.advanced") this.#states.get(body.roomId)?.readAdvanced(body);
  }

  /** The server refuses a topic, or ends it. */
  refused(topic: string, error: ParleyError): void {
    this.#topics.refused(topic, error);
  }

  /** Reads the list; asked again while it is under way, it is read once more, because the answer may be too old. */
  async #read(fresh: boolean): Promise<void> {
    const life = this.#life;
    while (this.#list) await this.#list.catch(() => undefined);
    if (life !== this.#life) return;
    const list = this.#readNow(fresh || !this.#listed, life).finally(() => { if (this.#list === list) this.#list = undefined; });
    this.#list = list;
    return list;
  }

  async #readNow(fresh: boolean, life: number): Promise<void> {
    try {
      const { rooms, users } = await this.#pages(life);
      if (life !== this.#life) return;
      this.#failures = 0;
      this.#listed = true;
      this.#owner.users.learn(users);
      this.#take(rooms, fresh);
    } catch (error) {
      if (life === this.#life && error instanceof ParleyError && error.transient) {
        this.#refreshSoon((error.retryAfterMs ?? 0) + this.#env.random() * Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#failures++));
      }
      throw error;
    }
  }

  /** All pages of the list. What comes twice is newer on the later page. */
  async #pages(life: number): Promise<{ rooms: ListedRoom[]; users: Card[] }> {
    const rooms = new Map<string, ListedRoom>();
    const users: Card[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.#owner.call<ListPage>("rooms.list", cursor === undefined ? {} : { cursor });
      for (const item of page.rooms) rooms.set(item.room.id, item);
      users.push(...page.users);
      cursor = page.cursor;
    } while (cursor !== undefined && life === this.#life);
    return { rooms: [...rooms.values()], users };
  }

  #take(rooms: readonly ListedRoom[], fresh: boolean): void {
    const ids = new Set(rooms.map(({ room }) => room.id));
    for (const [id, state] of this.#states) if (state.entry.value && !ids.has(id)) this.#left(id);
    for (const item of rooms) {
      this.state(item.room.id).listed(item, fresh);
      this.#topics.add(`room.${item.room.id}`);
    }
    this.#publish();
  }

  /** Reads the list again within `ms`; what is due earlier stays so. */
  #refreshSoon(ms: number): void {
    const { clock } = this.#env;
    const at = clock.now() + ms;
    if (this.#timer !== undefined && this.#refreshAt <= at) return;
    clock.clearTimeout(this.#timer);
    this.#refreshAt = at;
    this.#timer = clock.setTimeout(() => {
      this.#timer = undefined;
      void this.#read(false).catch(() => undefined);
    }, ms);
  }

  #left(roomId: string): void {
    this.#topics.remove(`room.${roomId}`);
    this.#states.get(roomId)?.unlisted();
    this.#changed(roomId);
  }

  #changed(roomId: string): void {
    this.#owner.changed(roomId);
    this.#publish();
  }

  /** Shows the list once for all changes of this moment. */
  #publish(): void {
    if (this.#publishing) return;
    this.#publishing = true;
    queueMicrotask(() => {
      this.#publishing = false;
      if (!this.#listed) return;
      const entries = [...this.#states.values()].flatMap(({ entry }) => entry.value ?? []);
      this.#entries.set(entries.sort((a, b) => activity(b).localeCompare(activity(a)) || a.room.id.localeCompare(b.room.id)));
    });
  }
}

function roomOf(topic: string): string {
  return topic.slice("room.".length);
}

function activity({ room, lastMessage }: RoomEntry): string {
  return lastMessage?.createdAt ?? room.createdAt;
}
