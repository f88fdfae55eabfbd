import { Connection } from "./connection";
import { type CopyChange, durableCopy } from "./copy-store";
import { Endpoints } from "./endpoints";
import { environment, type Environment } from "./environment";
import { ParleyError } from "./errors";
import { Cell, type Live } from "./live";
import { Outbox } from "./outbox";
import { durableOutbox, memoryOutbox, type OutboxStore } from "./outbox-store";
import { Recall } from "./recall";
import { Rest } from "./rest";
import type { RoomView } from "./room-view";
import { Rooms } from "./rooms";
import { defaultTokens, type TokenStore } from "./tokens";
import type { Account, Card, DirectoryPage, LogIn, Message, NewRoom, Room, RoomEntry, SessionInfo, SignUp, Status } from "./types";
import { Users } from "./users";

export interface ParleyOptions extends Partial<Environment> {
  /** Where Parley is, as `https://chat.example`; several when there are several nodes: the next is tried when one does not answer. */
  readonly url: string | readonly string[];
  /** Where the session is kept; `localStorage` by default where there is one. */
  readonly tokens?: TokenStore;
}

/** How long the same call for a new room is the repeat of one that failed, and not the wish for another room. */
const REPEAT_MS = 120_000;

/** A room that is asked for, until it is there or refused, with the key for it. */
interface Creation {
  readonly what: string;
  readonly key: string;
  readonly at: number;
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
  readonly #list: Rooms;
  readonly #people: Users;
  readonly #store: OutboxStore;
  readonly #recall: Recall;
  readonly #account = new Cell<Account | undefined>(undefined);
  #outbox: Outbox;
  /** The last room that was asked for, until it is there or refused. */
  #creation: Creation | undefined;
  #me = "";
  /** Grows with every start and stop: what was begun by an earlier one is given up. */
  #run = 0;

  constructor(options: ParleyOptions) {
    this.#env = environment(options);
    this.#tokens = options.tokens ?? defaultTokens();
    const endpoints = new Endpoints(options.url);
    this.#rest = new Rest(this.#env, endpoints, this.#tokens);
    this.#connection = new Connection(this.#env, endpoints, this.#rest, {
      online: (account) => this.#online(account),
      offline: () => this.#offline(),
      event: (topic, body) => this.#list.event(topic, body),
      refused: (topic, error) => this.#list.refused(topic, error),
      signedOut: () => this.#forget(),
    });
    this.#people = new Users(this.#env, async (ids) => (await this.#call<{ users: Card[] }>("users.cards", { ids })).users);
    this.#list = new Rooms({
      env: this.#env, users: this.#people, me: () => this.#me, outbox: () => this.#outbox, call: (address, body) => this.#call(address, body),
      register: (topic) => this.#connection.register(topic), unregister: (topic) => this.#connection.unregister(topic),
      changed: (roomId) => this.#recall.changed(roomId),
    });
    this.#store = durableOutbox(this.#env.indexedDB);
    this.#recall = new Recall(this.#env, this.#env.indexedDB && durableCopy(this.#env.indexedDB), (rooms) => this.#copy(rooms));
    this.#outbox = this.#newOutbox(memoryOutbox(), "");
    this.status = this.#connection.status;
    this.account = this.#account;
    this.rooms = this.#list.entries;
    this.users = this.#people.cards;
    this.#tokens.onChange(() => this.#sessionChanged());
  }

  /** Goes on with the stored session, if there is one; resolved when `status` says what came of it. */
  start(): Promise<void> {
    const tokens = this.#tokens.read();
    if (!tokens) this.#connection.signOut("signed_out");
    else void this.#resume(tokens.userId);
    return new Promise((resolve) => {
      let leave = () => undefined as void;
      leave = this.status.subscribe(({ state }) => {
        if (state !== "connecting") queueMicrotask(() => { leave(); resolve(); });
      });
    });
  }

  /** Closes the connection; the session, the outbox and what was loaded stay. */
  stop(): void {
    this.#run++;
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

  /** Ends the session here and on the server, and gives up what was not sent, in all tabs; a server that is not reachable does not keep one signed in. */
  async logOut(): Promise<void> {
    this.#connection.signOut("signed_out");
    const discarded = this.#outbox.discardAll();
    this.#forget();
    await Promise.all([this.#rest.logOut(), discarded]);
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
    return this.#list.state(id);
  }

  /** Makes a room whose owner is the caller. The same call within two minutes of one whose outcome is not known asks for the same room, so that it is not made twice. Reasons: `invalid_name`, `idempotency_conflict`, `too_many_rooms`. */
  async createRoom(room: NewRoom): Promise<RoomEntry> {
    const creation = this.#creationOf(room);
    const forget = (): void => { if (this.#creation === creation) this.#creation = undefined; };
    try {
      const entry = await this.#entered(this.#call<{ room: Room }>("rooms.create", { ...room, key: room.key ?? creation.key }));
      forget();
      return entry;
    } catch (failure) {
      if (failure instanceof ParleyError && !failure.transient) forget();
      throw failure;
    }
  }

  /** The direct room with that person, made when there was none. Reasons: `user_not_found`, `too_many_rooms`. */
  async openDirect(userId: string): Promise<RoomEntry> {
    return this.#entered(this.#call<{ room: Room }>("rooms.direct", { userId }));
  }

  /** Joins a public room; joining again is harmless. Reasons: `room_not_found`, `room_archived`, `too_many_rooms`. */
  async join(roomId: string): Promise<RoomEntry> {
    return this.#entered(this.#call<{ room: Room }>("rooms.join", { roomId }));
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

  #creationOf({ name, kind, topic }: NewRoom): Creation {
    const what = JSON.stringify([name, kind, topic]);
    const at = this.#env.clock.now();
    if (this.#creation?.what !== what || at - this.#creation.at > REPEAT_MS) this.#creation = { what, key: this.#env.uuid(), at };
    return this.#creation;
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
    if (userId !== this.#me) this.#enterAs(userId);
    this.#connection.start();
  }

  #enterAs(userId: string): void {
    if (this.#me) this.#forget();
    this.#clear();
    this.#me = userId;
    this.#outbox = this.#newOutbox(this.#store, userId);
    void this.#outbox.load();
  }

  /** Shows what was kept of that person, and then connects: a room that came from the server first could not take its messages from the copy. */
  async #resume(userId: string): Promise<void> {
    if (this.#me === userId) return this.#connection.start();
    const run = ++this.#run;
    const copy = await this.#recall.read(userId);
    if (run !== this.#run || this.#me) return;
    this.#enterAs(userId);
    if (copy) {
      this.#account.set(copy.account);
      this.#list.restore(copy.rooms);
    }
    this.#connection.start();
  }

  /** What is to be kept of these rooms. */
  #copy(rooms: ReadonlySet<string>): CopyChange | undefined {
    const account = this.#account.value;
    const copies = this.#list.copies(rooms);
    return account && copies && { account, ...copies };
  }

  async #entered(answer: Promise<{ room: Room }>): Promise<RoomEntry> {
    return this.#list.entered((await answer).room.id);
  }

  #newOutbox(store: OutboxStore, userId: string): Outbox {
    return new Outbox(this.#env, store, userId, {
      post: async ({ roomId, key, content, replyTo }) => (await this.#connection.request<{ message: Message }>(
        "messages.post", { roomId, key, content, ...(replyTo === undefined ? {} : { replyTo }) })).message,
      moved: (roomId) => this.#list.known(roomId)?.pendingMoved(),
      acknowledged: (message) => this.#list.known(message.roomId)?.acknowledged(message),
    });
  }

  #online(account: Account): void {
    this.#account.set(account);
    this.#connection.register(`user.${account.id}`);
    this.#list.online();
    void this.#outbox.resume();
  }

  #offline(): void {
    this.#outbox.pause();
    this.#list.offline();
  }

  /** Another tab signed in or out. */
  #sessionChanged(): void {
    const userId = this.#tokens.read()?.userId;
    if (userId === this.#me && this.status.value.state !== "signedOut") return;
    if (userId === undefined || userId !== this.#me) {
      this.#connection.signOut("signed_out");
      this.#forget();
    }
    if (userId !== undefined) this.#begin(userId);
  }

  /** The session is over: nothing of it is shown or kept here any more. */
  #forget(): void {
    this.#run++;
    this.#recall.forget();
    this.#clear();
  }

  #clear(): void {
    this.#outbox.pause();
    this.#outbox = this.#newOutbox(memoryOutbox(), "");
    this.#creation = undefined;
    this.#me = "";
    this.#list.clear();
    this.#people.clear();
    this.#account.set(undefined);
  }
}
