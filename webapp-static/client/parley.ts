import { Connection } from "./connection";
import { Endpoints } from "./endpoints";
import { environment, type Environment } from "./environment";
import { ParleyError } from "./errors";
import { Cell, type Live } from "./live";
import { Outbox } from "./outbox";
import { durableOutbox, memoryOutbox, type OutboxStore } from "./outbox-store";
import { Rest } from "./rest";
import { type ListedRoom, RoomState } from "./room-state";
import type { RoomView } from "./room-view";
import { defaultTokens, type TokenStore } from "./tokens";
import { Topics } from "./topics";
import type { Account, Card, DirectoryPage, LogIn, Message, NewRoom, Room, RoomEntry, SessionInfo, SignUp, Status } from "./types";
import { Users } from "./users";

const REFRESH_AFTER_MS = 100;
const LONGEST_DELAY_MS = 30_000;

export interface ParleyOptions extends Partial<Environment> {
  /** Where Parley is, as `https://chat.example`; several when there are several nodes: the next is tried when one does not answer. */
  readonly url: string | readonly string[];
  /** Where the session is kept; `localStorage` by default where there is one. */
  readonly tokens?: TokenStore;
}

/** A person's session with Parley: connection, rooms, people, and the messages on their way. Errors are `ParleyError`. */
export class Parley {
  readonly status: Live<Status>;
  /** The caller, once known; kept while offline. */
  readonly account: Live<Account | undefined>;
  /** The caller's rooms, newest activity first; `undefined` until they were read once. */
  readonly rooms: Live<readonly RoomEntry[] | undefined>;
  /** Cards of the people seen so far, by id; unknown senders and members are looked up by themselves. */
  readonly users: Live<Readonly<Record<string, Card>>>;

  readonly #env: Environment;
  readonly #tokens: TokenStore;
  readonly #rest: Rest;
  readonly #connection: Connection;
  readonly #topics: Topics;
  readonly #people: Users;
  readonly #store: OutboxStore;
  readonly #account = new Cell<Account | undefined>(undefined);
  readonly #rooms = new Cell<readonly RoomEntry[] | undefined>(undefined);
  readonly #states = new Map<string, RoomState>();
  #outbox: Outbox;
  #me = "";
  #listed = false;
  #list: Promise<void> | undefined;
  #life = 0;
  #failures = 0;
  #timer: unknown;
  #refreshAt = 0;
  #publishing = false;

  constructor(options: ParleyOptions) {
    this.#env = environment(options);
    this.#tokens = options.tokens ?? defaultTokens();
    const endpoints = new Endpoints(options.url);
    this.#rest = new Rest(this.#env, endpoints, this.#tokens);
    this.#connection = new Connection(this.#env, endpoints, this.#rest, {
      online: (account) => this.#online(account),
      offline: () => this.#offline(),
      event: (topic, body) => this.#event(topic, body),
      refused: (topic, error) => this.#topics.refused(topic, error),
      signedOut: () => this.#clear(),
    });
    this.#topics = new Topics(this.#env, {
      register: (topic) => this.#connection.register(topic),
      unregister: (topic) => this.#connection.unregister(topic),
      lost: (topic) => this.#left(roomOf(topic)),
    });
    this.#people = new Users(this.#env, async (ids) => (await this.#call<{ users: Card[] }>("users.cards", { ids })).users);
    this.#store = durableOutbox(this.#env.indexedDB);
    this.#outbox = this.#newOutbox(memoryOutbox(), "");
    this.status = this.#connection.status;
    this.account = this.#account;
    this.rooms = this.#rooms;
    this.users = this.#people.cards;
    this.#tokens.onChange(() => this.#sessionChanged());
  }

  /** Goes on with the stored session, if there is one; resolved when `status` says what came of it. */
  start(): Promise<void> {
    const tokens = this.#tokens.read();
    if (!tokens) this.#connection.signOut("signed_out");
    else this.#begin(tokens.userId);
    return new Promise((resolve) => {
      let leave = () => undefined as void;
      leave = this.status.subscribe(({ state }) => {
        if (state !== "connecting") queueMicrotask(() => { leave(); resolve(); });
      });
    });
  }

  /** Closes the connection; the session, the outbox and what was loaded stay. */
  stop(): void {
    this.#connection.stop();
  }

  /** Registers and signs in. Reasons: `username_taken`, `email_taken`, `weak_password`, `invalid_username`, `invalid_email`, `rate_limited`. */
  signUp(form: SignUp): Promise<Account> {
    return this.#enter(this.#rest.signUp(form));
  }

  /** Reasons: `invalid_credentials`, `suspended`, `rate_limited`. */
  logIn(form: LogIn): Promise<Account> {
    return this.#enter(this.#rest.logIn(form));
  }

  /** Ends the session here and on the server, and gives up what was not sent; a server that is not reachable does not keep one signed in. */
  async logOut(): Promise<void> {
    this.#connection.signOut("signed_out");
    this.#outbox.discardAll();
    this.#clear();
    await this.#rest.logOut();
  }

  /** The caller's log-ins on all devices. */
  sessions(): Promise<readonly SessionInfo[]> {
    return this.#rest.sessions();
  }

  /** Ends another log-in. Reasons: `session_not_found`. */
  revokeSession(id: string): Promise<void> {
    return this.#rest.revokeSession(id);
  }

  /** Ends all log-ins but this one. */
  revokeOtherSessions(): Promise<void> {
    return this.#rest.revokeOtherSessions();
  }

  /** Tries to connect now instead of waiting for the next attempt; while online, looks whether the connection still lives. */
  retryNow(): void {
    this.#connection.wake();
  }

  /** The view of a room, one per id until the session ends. */
  room(id: string): RoomView {
    return this.#state(id);
  }

  /** Makes a room whose owner is the caller. Reasons: `invalid_name`. */
  async createRoom(room: NewRoom): Promise<RoomEntry> {
    return this.#entered(await this.#call<{ room: Room }>("rooms.create", room));
  }

  /** The direct room with that person, made when there was none. Reasons: `user_not_found`. */
  async openDirect(userId: string): Promise<RoomEntry> {
    return this.#entered(await this.#call<{ room: Room }>("rooms.direct", { userId }));
  }

  /** Joins a public room; joining again is harmless. Reasons: `room_not_found`, `room_archived`. */
  async join(roomId: string): Promise<RoomEntry> {
    return this.#entered(await this.#call<{ room: Room }>("rooms.join", { roomId }));
  }

  /** Public rooms whose name matches `q`, by name; `limit` rooms a page. */
  directory(page: { readonly q?: string; readonly cursor?: string; readonly limit?: number } = {}): Promise<DirectoryPage> {
    return this.#call<DirectoryPage>("rooms.directory", page);
  }

  /** What is known of a room that one need not be in. Reasons: `room_not_found`. */
  async lookUp(roomId: string): Promise<Room> {
    return (await this.#call<{ room: Room }>("rooms.get", { roomId })).room;
  }

  /** People whose username or display name begins with `q`. */
  async searchUsers(q: string, limit?: number): Promise<readonly Card[]> {
    const { users } = await this.#call<{ users: Card[] }>("users.search", { q, ...(limit === undefined ? {} : { limit }) });
    this.#people.learn(users);
    return users;
  }

  async #call<T>(address: string, body: object): Promise<T> {
    await this.#connection.ready();
    return this.#connection.request<T>(address, body);
  }

  async #enter(grant: Promise<Account>): Promise<Account> {
    const account = await grant;
    this.#begin(account.id);
    this.#account.set(account);
    return account;
  }

  #begin(userId: string): void {
    if (userId !== this.#me) {
      this.#clear();
      this.#me = userId;
      this.#outbox = this.#newOutbox(this.#store, userId);
      void this.#outbox.load();
    }
    this.#connection.start();
  }

  /** The room is in the list when this is done. */
  async #entered({ room }: { room: Room }): Promise<RoomEntry> {
    await this.#readList(false);
    const entry = this.#state(room.id).entry.value;
    if (!entry) throw new ParleyError({ code: 503, reason: "unavailable", message: "The room does not show yet.", retryable: true });
    return entry;
  }

  #state(id: string): RoomState {
    const known = this.#states.get(id);
    if (known) return known;
    const state = new RoomState(id, {
      env: this.#env, users: this.#people, me: () => this.#me, outbox: () => this.#outbox,
      call: (address, body) => this.#call(address, body),
      changed: () => this.#publish(), refresh: (ms) => this.#refreshSoon(ms), left: (roomId) => this.#left(roomId),
    });
    this.#states.set(id, state);
    return state;
  }

  #newOutbox(store: OutboxStore, userId: string): Outbox {
    return new Outbox(this.#env, store, userId, {
      post: async ({ roomId, key, content, replyTo }) => (await this.#connection.request<{ message: Message }>(
        "messages.post", { roomId, key, content, ...(replyTo === undefined ? {} : { replyTo }) })).message,
      moved: (roomId) => this.#states.get(roomId)?.pendingMoved(),
      acknowledged: (message) => this.#states.get(message.roomId)?.acknowledged(message),
    });
  }

  #online(account: Account): void {
    this.#life++;
    this.#failures = 0;
    this.#listed = false;
    this.#list = undefined;
    this.#account.set(account);
    this.#connection.register(`user.${account.id}`);
    void this.#readList(true).catch(() => undefined);
    void this.#outbox.resume();
  }

  #offline(): void {
    this.#life++;
    this.#env.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#topics.clear();
    this.#outbox.pause();
    for (const state of this.#states.values()) state.offline();
  }

  /** Another tab signed in or out. */
  #sessionChanged(): void {
    const userId = this.#tokens.read()?.userId;
    if (userId === this.#me && this.status.value.state !== "signedOut") return;
    if (userId === undefined || userId !== this.#me) {
      this.#connection.signOut("signed_out");
      this.#clear();
    }
    if (userId !== undefined) this.#begin(userId);
  }

  #clear(): void {
    this.#offline();
    this.#me = "";
    this.#outbox = this.#newOutbox(memoryOutbox(), "");
    this.#states.clear();
    this.#people.clear();
    this.#account.set(undefined);
    this.#rooms.set(undefined);
  }

  /** Reads the list of rooms; asked again while it is under way, it is read once more, because the answer may be too old. */
  async #readList(fresh: boolean): Promise<void> {
    const life = this.#life;
    while (this.#list) await this.#list.catch(() => undefined);
    if (life !== this.#life) return;
    const list = this.#readListNow(fresh || !this.#listed, life).finally(() => { if (this.#list === list) this.#list = undefined; });
    this.#list = list;
    return list;
  }

  async #readListNow(fresh: boolean, life: number): Promise<void> {
    try {
      for (const state of this.#states.values()) state.listing();
      const { rooms, users } = await this.#call<{ rooms: ListedRoom[]; users: Card[] }>("rooms.list", {});
      if (life !== this.#life) return;
      this.#failures = 0;
      this.#listed = true;
      this.#people.learn(users);
      this.#take(rooms, fresh);
    } catch (error) {
      if (life === this.#life && error instanceof ParleyError && error.retryable) {
        this.#refreshSoon((error.retryAfterMs ?? 0) + this.#env.random() * Math.min(LONGEST_DELAY_MS, 500 * 2 ** this.#failures++));
      }
      throw error;
    }
  }

  #take(rooms: readonly ListedRoom[], fresh: boolean): void {
    const ids = new Set(rooms.map(({ room }) => room.id));
    for (const [id, state] of this.#states) if (state.entry.value && !ids.has(id)) this.#left(id);
    for (const item of rooms) {
      this.#state(item.room.id).listed(item, fresh);
      this.#topics.add(`room.${item.room.id}`);
    }
    this.#publish();
  }

  /** Reads the list of rooms again within `ms`; what is due earlier stays so. */
  #refreshSoon(ms: number): void {
    const { clock } = this.#env;
    const at = clock.now() + ms;
    if (this.#timer !== undefined && this.#refreshAt <= at) return;
    clock.clearTimeout(this.#timer);
    this.#refreshAt = at;
    this.#timer = clock.setTimeout(() => {
      this.#timer = undefined;
      void this.#readList(false).catch(() => undefined);
    }, ms);
  }

  #left(roomId: string): void {
    this.#topics.remove(`room.${roomId}`);
    this.#states.get(roomId)?.unlisted();
    this.#publish();
  }

  #event(topic: string, body: any): void {
    if (topic.startsWith("room.")) {
      if (body.type === "room.synced") this.#topics.confirmed(topic);
      this.#states.get(roomOf(topic))?.event(body);
    } else if (body.type === "room.added") this.#refreshSoon(REFRESH_AFTER_MS);
    else if (body.type === "room.removed") this.#left(body.roomId);
    else if (body.type === "read.advanced") this.#states.get(body.roomId)?.readAdvanced(body);
  }

  /** Shows the list of rooms once for all changes of this moment. */
  #publish(): void {
    if (this.#publishing) return;
    this.#publishing = true;
    queueMicrotask(() => {
      this.#publishing = false;
      if (!this.#listed) return;
      const entries = [...this.#states.values()].flatMap(({ entry }) => entry.value ?? []);
      this.#rooms.set(entries.sort((a, b) => activity(b).localeCompare(activity(a)) || a.room.id.localeCompare(b.room.id)));
    });
  }
}

function roomOf(topic: string): string {
  return topic.slice("room.".length);
}

function activity({ room, lastMessage }: RoomEntry): string {
  return lastMessage?.createdAt ?? room.createdAt;
}
