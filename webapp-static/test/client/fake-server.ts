import type { WebSocketLike } from "../../client/environment";
import type { Card, Head, Message, Reaction, Room, Seat } from "../../client/types";
import { FakeSocket, type Refusal, refusal } from "./fake-socket";
import type { TestClock } from "./test-clock";

type Verdict = "silent" | { refuse: Refusal } | undefined;

interface Stored {
  message: Message;
  readonly original: string;
  reactions: Map<string, Set<string>>;
}

interface FakeRoom {
  room: Room;
  seats: Map<string, Seat>;
  markers: Map<string, number>;
  /** How often each marker has moved. */
  moves: Map<string, number>;
  log: Stored[];
  keys: Map<string, number>;
  rev: number;
  epoch: number;
}

/** What a test may do to an event on its way to a socket: call `deliver` never, later, or twice. */
export type Network = (frame: any, deliver: () => void) => void;

/** A node of Parley in memory that speaks the protocol: as much of it as the client uses, and nothing more. */
export class FakeServer {
  readonly clock: TestClock;
  readonly rooms = new Map<string, FakeRoom>();
  readonly people = new Map<string, Card>();
  readonly sockets = new Set<FakeSocket>();
  /** Every command that came, in order. */
  readonly commands: { address: string; body: any; userId: string }[] = [];
  /** Decides over a command before it is carried out. */
  verdict: (address: string, body: any) => Verdict = () => undefined;
  /** Decides over a command's answer, after it was carried out. */
  answering: (address: string, deliver: () => void) => void = (_, deliver) => deliver();
  listLimit = 1_000;
  network: Network = (_, deliver) => deliver();
  accepting = true;
  changesLimit = 100;
  resetAfter = 1_000;
  /** Access tokens and whose they are. */
  readonly tokens = new Map<string, string>();
  readonly refreshTokens = new Map<string, { userId: string; session: number; answer?: unknown; at?: number }>();
  readonly requests: string[] = [];
  tokenLifeMs = 900_000;
  /** The rooms that were made with a key. */
  readonly #made = new Map<string, FakeRoom>();
  #count = 0;

  constructor(clock: TestClock) {
    this.clock = clock;
  }

  /** The WebSocket constructor that leads here. */
  get WebSocket(): new (url: string) => WebSocketLike {
    const server = this;
    return class extends FakeSocket {
      constructor(url: string) {
        super(server, url);
      }
    };
  }

  person(id: string): Card {
    const card = { id, username: id, displayName: id.toUpperCase() };
    this.people.set(id, card);
    return card;
  }

  room(id: string, ...members: string[]): FakeRoom {
    const room: FakeRoom = {
      room: { id, kind: "public", name: id, createdBy: members[0] ?? "", createdAt: this.#time(), memberCount: members.length, version: 1 },
      seats: new Map(), markers: new Map(), moves: new Map(), log: [], keys: new Map(), rev: 0, epoch: 1,
    };
    this.rooms.set(id, room);
    for (const userId of members) this.seat(id, userId);
    return room;
  }

  seat(roomId: string, userId: string): Seat {
    const room = this.rooms.get(roomId)!;
    const seat: Seat = { roomId, userId, role: "member", joinedAt: this.#time() };
    room.seats.set(userId, seat);
    this.#mark(room, userId, room.log.length);
    this.toTopic(`user.${userId}`, { type: "room.added", room: room.room, seat });
    this.toTopic(`room.${roomId}`, { type: "member.joined", roomId, seat, user: this.people.get(userId) ?? this.person(userId) });
    return seat;
  }

  unseat(roomId: string, userId: string): void {
    this.rooms.get(roomId)!.seats.delete(userId);
    this.toTopic(`room.${roomId}`, { type: "member.left", roomId, userId });
    this.toTopic(`user.${userId}`, { type: "room.removed", roomId });
    for (const socket of this.sockets) if (socket.userId === userId) socket.drop(`room.${roomId}`);
  }

  grant(userId: string, session = this.#count + 1): any {
    const number = ++this.#count;
    this.tokens.set(`token-${number}`, userId);
    this.refreshTokens.set(`refresh-${number}`, { userId, session });
    return {
      user: this.#account(userId), token: `token-${number}`, refreshToken: `refresh-${number}`, sessionId: `session-${session}`,
      expiresAt: new Date(this.clock.now() + this.tokenLifeMs).toISOString(),
    };
  }

  /** The `fetch` that leads here. */
  readonly fetch = (async (input: string, init: RequestInit) => {
    const path = new URL(input).pathname;
    this.requests.push(`${init.method} ${path}`);
    if (!this.accepting) throw new TypeError("fetch failed");
    const body = init.body ? JSON.parse(init.body as string) : {};
    const answer = this.#rest(path, body, new Headers(init.headers).get("Authorization")?.slice("Bearer ".length));
    return new Response(answer.status === 204 ? null : JSON.stringify(answer.body), { status: answer.status });
  }) as typeof fetch;

  post(roomId: string, senderId: string, content: string, more: { key?: string; mentions?: string[]; kind?: "text" | "system"; replyTo?: number } = {}): Message {
    const room = this.rooms.get(roomId)!;
    const key = more.key ?? `key-${++this.#count}`;
    const seq = room.log.length + 1;
    room.log.push({
      reactions: new Map(), original: content,
      message: {
        id: `${roomId}-${seq}`, roomId, seq, rev: 0, senderId, kind: more.kind ?? "text", content, key, createdAt: this.#time(),
        ...(more.mentions ? { mentions: more.mentions } : {}), ...(more.replyTo ? { replyTo: more.replyTo } : {}),
      },
    });
    room.keys.set(`${senderId} ${key}`, seq);
    if (more.kind !== "system") this.#mark(room, senderId, seq);
    return this.#changed(room, seq, "message.posted");
  }

  edit(roomId: string, seq: number, content: string, mentions?: string[]): Message {
    return this.#changed(this.rooms.get(roomId)!, seq, "message.edited", { content, editedAt: this.#time(), ...(mentions ? { mentions } : {}) });
  }

  delete(roomId: string, seq: number): Message {
    const room = this.rooms.get(roomId)!;
    const stored = room.log[seq - 1]!;
    if (stored.message.deletedAt) return stored.message;
    const { mentions: _, ...rest } = stored.message;
    stored.message = rest;
    stored.reactions.clear();
    return this.#changed(room, seq, "message.deleted", { content: "", deletedAt: this.#time() });
  }

  react(roomId: string, seq: number, userId: string, emoji: string, on: boolean): Message {
    const room = this.rooms.get(roomId)!;
    const { reactions } = room.log[seq - 1]!;
    const users = reactions.get(emoji) ?? new Set();
    if (on) users.add(userId);
    else users.delete(userId);
    if (users.size > 0) reactions.set(emoji, users);
    else reactions.delete(emoji);
    return this.#changed(room, seq, "message.reacted", {}, { emoji, userId, on });
  }

  /** A message as an answer to `reader` shows it, or, without one, as a frame does. */
  shown(room: FakeRoom, seq: number, reader?: string): Message {
    const { message, reactions } = room.log[seq - 1]!;
    if (reactions.size === 0) return message;
    const list: Reaction[] = [...reactions].map(([emoji, users]) => ({
      emoji, count: users.size, users: [...users].slice(0, 20), ...(reader && users.has(reader) ? { mine: true } : {}),
    }));
    return { ...message, reactions: list };
  }

  head(room: FakeRoom): Head {
    return { epoch: room.log.length === 0 ? 0 : room.epoch, rev: room.rev, seq: room.log.length };
  }

  counts(room: FakeRoom, userId: string): { lastReadSeq: number; unread: number; mentions: number; readVersion: number } {
    const lastReadSeq = room.markers.get(userId) ?? 0;
    const unread = room.log.map(({ message }) => message).filter((message) =>
      message.seq > lastReadSeq && message.senderId !== userId && message.kind === "text" && !message.deletedAt);
    const mentions = unread.filter((message) => message.mentions?.includes(userId)).length;
    return { lastReadSeq, unread: unread.length, mentions, readVersion: room.moves.get(userId) ?? 0 };
  }

  #mark(room: FakeRoom, userId: string, seq: number): void {
    if (room.markers.get(userId) === seq) return;
    room.markers.set(userId, seq);
    room.moves.set(userId, (room.moves.get(userId) ?? 0) + 1);
  }

  toTopic(topic: string, body: any): void {
    for (const socket of this.sockets) if (socket.topics.has(topic)) this.network(body, () => { if (socket.topics.has(topic)) socket.receive({ type: "rec", address: topic, body }); });
  }

  /** Closes all sockets, with that code. */
  closeAll(code: number, reason = ""): void {
    for (const socket of [...this.sockets]) socket.closeByServer(code, reason);
  }

  handle(socket: FakeSocket, frame: any): void {
    if (frame.type === "ping") return socket.receive({ type: "pong" });
    if (frame.type === "register") return this.#register(socket, frame.address);
    if (frame.type === "unregister") return void socket.topics.delete(frame.address);
    this.commands.push({ address: frame.address, body: frame.body, userId: socket.userId });
    const verdict = this.verdict(frame.address, frame.body);
    if (verdict === "silent") return;
    try {
      if (verdict) throw verdict.refuse;
      const body = this.#command(socket, frame.address, frame.body);
      const text = JSON.stringify(body);
      this.answering(frame.address, () => socket.receive({ type: "rec", address: frame.replyAddress, body: JSON.parse(text) }));
    } catch (error) {
      socket.receive(refusal(frame.replyAddress, error as Refusal));
    }
  }

  #register(socket: FakeSocket, topic: string): void {
    const verdict = this.verdict("register", { topic });
    if (verdict === "silent") return;
    if (verdict) return socket.receive(refusal(topic, verdict.refuse));
    const room = this.rooms.get(topic.slice(5));
    if (topic.startsWith("room.") && !room?.seats.has(socket.userId)) return socket.receive(refusal(topic, { code: 403, reason: "not_a_member" }));
    socket.topics.add(topic);
    if (room) socket.receive({ type: "rec", address: topic, body: { type: "room.synced", roomId: room.room.id, ...this.head(room) } });
  }

  #command(socket: FakeSocket, address: string, body: any): any {
    if (address === "session.open") {
      const userId = this.tokens.get(body.token);
      if (!userId) throw { code: 401, reason: "unauthenticated" };
      socket.userId = userId;
      return { user: this.#account(userId), session: { id: `session-${userId}`, expiresAt: this.#time() }, heartbeatMs: 25_000 };
    }
    const me = socket.userId;
    if (!me) throw { code: 401, reason: "unauthenticated" };
    if (address === "rooms.list") return this.#list(me, body);
    if (address === "users.cards") return { users: body.ids.flatMap((id: string) => this.people.get(id) ?? []) };
    if (address === "users.search") return { users: [...this.people.values()].filter((card) => card.username.startsWith(body.q)) };
    if (address === "rooms.create") {
      const made = this.#made.get(`${me} ${body.key}`) ?? this.room(body.name, me);
      if (body.key !== undefined) this.#made.set(`${me} ${body.key}`, made);
      return { room: made.room, seat: made.seats.get(me) };
    }
    const room = this.rooms.get(body.roomId);
    if (!room) throw { code: 404, reason: "room_not_found" };
    if (address === "rooms.join") return { room: room.room, seat: this.seat(body.roomId, me) };
    if (!room.seats.has(me)) throw { code: 403, reason: "not_a_member" };
    return this.#inRoom(room, me, address, body);
  }

  #inRoom(room: FakeRoom, me: string, address: string, body: any): any {
    const answer = (message: Message) => ({ message: this.shown(room, message.seq, me) });
    const { id } = room.room;
    const gone = room.log[body.seq - 1]?.message.deletedAt;
    if (gone && (address === "messages.edit" || address === "messages.react")) throw { code: 409, reason: "message_deleted" };
    switch (address) {
      case "messages.post": return this.#post(room, me, body);
      case "messages.edit": return answer(this.edit(id, body.seq, body.content));
      case "messages.delete": return answer(this.delete(id, body.seq));
      case "messages.react": return answer(this.react(id, body.seq, me, body.emoji, body.on));
      case "messages.history": return this.#history(room, me, body);
      case "messages.get": return answer(room.log[body.seq - 1]!.message);
      case "rooms.changes": return this.#changes(room, me, body);
      case "rooms.read": return this.#read(room, me, body);
      case "rooms.members": return { members: [...room.seats.values()], users: [...room.seats.keys()].map((userId) => this.people.get(userId)) };
      case "rooms.leave": this.unseat(id, me); return {};
      case "typing.start":
      case "typing.stop": this.toTopic(`room.${id}`, { type: "typing", roomId: id, userId: me, on: address === "typing.start" }); return {};
      default: throw { code: 404, reason: "not_found" };
    }
  }

  #post(room: FakeRoom, me: string, body: any): any {
    const seq = room.keys.get(`${me} ${body.key}`);
    if (seq && room.log[seq - 1]!.original !== body.content) throw { code: 409, reason: "idempotency_conflict", details: { messageId: room.log[seq - 1]!.message.id, seq } };
    const message = seq ? room.log[seq - 1]!.message : this.post(room.room.id, me, body.content, body);
    return { message: this.shown(room, message.seq, me), duplicate: seq !== undefined };
  }

  #history(room: FakeRoom, me: string, body: any): any {
    const limit = body.limit ?? 50;
    const length = room.log.length;
    let first = length - limit + 1;
    if (body.before !== undefined) first = body.before - limit;
    if (body.after !== undefined) first = body.after + 1;
    if (body.around !== undefined) first = body.around - Math.floor(limit / 2);
    const last = Math.min(length, body.before !== undefined ? body.before - 1 : first + limit - 1);
    first = Math.max(1, first);
    const messages = Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => this.shown(room, first + at, me));
    return { messages, users: [], hasBefore: messages.length > 0 && first > 1, hasAfter: messages.length > 0 && last < length, head: this.head(room) };
  }

  #changes(room: FakeRoom, me: string, body: any): any {
    const reset = (body.epoch !== room.epoch && body.after > 0) || body.after > room.rev || room.rev - body.after > this.resetAfter;
    const changed = reset ? [] : room.log.filter(({ message }) => message.rev > body.after).sort((a, b) => a.message.rev - b.message.rev);
    const messages = changed.slice(0, this.changesLimit).map(({ message }) => this.shown(room, message.seq, me));
    return { messages, users: [], head: this.head(room), hasMore: changed.length > messages.length, reset };
  }

  #read(room: FakeRoom, me: string, body: any): any {
    const before = room.markers.get(me) ?? 0;
    this.#mark(room, me, body.unread ? body.seq - 1 : Math.max(before, Math.min(body.seq, room.log.length)));
    const counts = this.counts(room, me);
    const head = this.head(room);
    if (counts.lastReadSeq !== before) this.toTopic(`user.${me}`, { type: "read.advanced", roomId: room.room.id, ...counts, head });
    return { seat: { ...room.seats.get(me)!, ...counts }, head };
  }

  #list(me: string, body: any): any {
    const rooms = [...this.rooms.values()].filter(({ seats }) => seats.has(me)).map((room) => {
      const counts = this.counts(room, me);
      const lastMessage = room.log.length > 0 ? this.shown(room, room.log.length, me) : undefined;
      return { room: room.room, seat: { ...room.seats.get(me)!, ...counts }, unread: counts.unread, mentions: counts.mentions, head: this.head(room), ...(lastMessage ? { lastMessage } : {}) };
    });
    const from = Number(body.cursor ?? 0);
    const cursor = from + this.listLimit < rooms.length ? { cursor: String(from + this.listLimit) } : {};
    return { rooms: rooms.slice(from, from + this.listLimit), users: [], ...cursor };
  }

  #changed(room: FakeRoom, seq: number, type: string, change: Partial<Message> = {}, reaction?: object): Message {
    const stored = room.log[seq - 1]!;
    stored.message = { ...stored.message, ...change, rev: ++room.rev };
    this.toTopic(`room.${room.room.id}`, { type, epoch: room.epoch, message: this.shown(room, seq), ...(reaction ? { change: reaction } : {}) });
    return stored.message;
  }

  #rest(path: string, body: any, token = ""): { status: number; body?: any } {
    if (path === "/api/users" || path === "/api/auth/login") return { status: 200, body: this.grant(body.username ?? body.email.split("@")[0]) };
    if (path === "/api/auth/refresh") {
      const old = this.refreshTokens.get(body.refreshToken);
      if (!old || (old.answer && this.clock.now() - old.at! > 10_000)) return { status: 401, body: { error: { code: 401, reason: "invalid_refresh_token" } } };
      old.at ??= this.clock.now();
      old.answer ??= this.grant(old.userId, old.session);
      return { status: 200, body: old.answer };
    }
    if (path === "/api/auth/logout") {
      if (!this.tokens.has(token)) return { status: 401, body: { error: { code: 401, reason: "unauthenticated" } } };
      this.#end(token);
    }
    return { status: 204 };
  }

  /** Ends the session of a token: none of its tokens is valid any more. */
  #end(token: string): void {
    const ended = this.refreshTokens.get(token.replace("token", "refresh"))?.session;
    for (const [name, { session }] of this.refreshTokens) {
      if (session !== ended) continue;
      this.refreshTokens.delete(name);
      this.tokens.delete(name.replace("refresh", "token"));
    }
  }

  #account(id: string): any {
    return { ...(this.people.get(id) ?? this.person(id)), email: `${id}@example.org`, role: "member", status: "active", createdAt: this.#time() };
  }

  #time(): string {
    return new Date(this.clock.now()).toISOString();
  }
}
