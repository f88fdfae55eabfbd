import type { Room, Seat } from "../../client/types";
import { FakeServer } from "../client/fake-server";
import type { FakeSocket } from "../client/fake-socket";
import type { TestClock } from "../client/test-clock";

/** A clock that can be turned back while a past is invented. */
export class DemoClock {
  shift = 0;
  now(): number { return Date.now() + this.shift; }
  setTimeout(task: () => void, ms: number): unknown { return setTimeout(task, ms); }
  clearTimeout(timer: unknown): void { clearTimeout(timer as number); }
}

/** The fake node of the client's tests, with what else the app asks for. */
export class DemoServer extends FakeServer {
  readonly demoClock: DemoClock;
  readonly history = new Map<string, { content: string; at: string }[]>();
  sessions: object[] = [];
  refuse: Record<string, { code: number; reason: string; details?: Record<string, unknown> }> = {};

  constructor(clock: DemoClock) {
    super(clock as unknown as TestClock);
    this.demoClock = clock;
    const plain = this.fetch;
    (this as { fetch: typeof fetch }).fetch = (async (input: string, init: RequestInit) => this.#rest(input, init) ?? plain(input, init)) as typeof fetch;
  }

  override edit(roomId: string, seq: number, content: string, mentions?: string[]): ReturnType<FakeServer["edit"]> {
    const { message } = this.rooms.get(roomId)!.log[seq - 1]!;
    const key = `${roomId} ${seq}`;
    this.history.set(key, [...(this.history.get(key) ?? []), { content: message.content, at: message.editedAt ?? message.createdAt }]);
    return super.edit(roomId, seq, content, mentions);
  }

  /** Changes what a room is. */
  change(roomId: string, change: Partial<Room> & { archived?: boolean }): Room {
    const kept = this.rooms.get(roomId)!;
    const { archived, ...rest } = change;
    const room: Record<string, unknown> = { ...kept.room, ...rest, version: kept.room.version + 1 };
    if (archived === true) room["archivedAt"] = new Date(this.clock.now()).toISOString();
    if (archived === false) delete room["archivedAt"];
    kept.room = room as unknown as Room;
    this.toTopic(`room.${roomId}`, { type: "room.updated", room: kept.room });
    return kept.room;
  }

  /** Says in a room what happened to it. */
  tell(roomId: string, by: string, event: object): void {
    const message = this.post(roomId, by, "", { kind: "system" });
    (message as { event?: object }).event = event;
    this.rooms.get(roomId)!.log.at(-1)!.message = message;
  }

  override handle(socket: FakeSocket, frame: any): void {
    const refusal = frame.type === "send" && this.refuse[frame.address];
    if (refusal) return socket.receive({ type: "err", address: frame.replyAddress, body: { error: { message: refusal.reason, retryable: false, ...refusal } } });
    const body = frame.type === "send" ? this.#more(socket.userId, frame.address, frame.body) : undefined;
    if (body === undefined) return super.handle(socket, frame);
    socket.receive({ type: "rec", address: frame.replyAddress, body });
  }

  #more(me: string, address: string, body: any): any {
    const room = this.rooms.get(body.roomId);
    switch (address) {
      case "users.search": {
        const q = body.q.toLowerCase();
        return { users: [...this.people.values()].filter((card) => card.username.startsWith(q) || card.displayName.toLowerCase().startsWith(q)).slice(0, body.limit ?? 20) };
      }
      case "rooms.directory": {
        const rooms = [...this.rooms.values()].filter((one) => one.room.kind === "public" && !one.room.archivedAt && one.room.name!.includes(body.q ?? "")).sort((a, b) => a.room.name!.localeCompare(b.room.name!));
        return { rooms: rooms.map((one) => one.room), joined: rooms.filter((one) => one.seats.has(me)).map((one) => one.room.id) };
      }
      case "rooms.get": return room && (room.room.kind === "public" || room.seats.has(me)) ? { room: room.room, seat: room.seats.get(me) } : undefined;
      case "rooms.create": return this.#made(me, { name: body.name, kind: body.kind, topic: body.topic });
      case "rooms.direct": return this.#direct(me, body.userId);
      case "rooms.update": return { room: this.change(room!.room.id, body.archived === undefined ? { ...(body.name ? { name: body.name } : {}), ...(body.topic === undefined ? {} : { topic: body.topic }) } : { archived: body.archived }) };
      case "rooms.add": { const seat = this.seat(room!.room.id, body.userId); this.change(room!.room.id, { memberCount: room!.seats.size }); this.tell(room!.room.id, me, { type: "member.added", userId: body.userId }); return { seat }; }
      case "rooms.remove": this.unseat(room!.room.id, body.userId); this.change(room!.room.id, { memberCount: room!.seats.size }); this.tell(room!.room.id, me, { type: "member.removed", userId: body.userId }); return {};
      case "rooms.role": return { seat: this.role(room!.room.id, body.userId, body.role) };
      case "messages.edits": return { edits: this.history.get(`${body.roomId} ${body.seq}`) ?? [] };
      default: return undefined;
    }
  }

  /** Gives a member a role. */
  role(roomId: string, userId: string, role: Seat["role"]): Seat {
    const room = this.rooms.get(roomId)!;
    const seat = { ...room.seats.get(userId)!, role };
    room.seats.set(userId, seat);
    this.toTopic(`room.${roomId}`, { type: "member.changed", roomId, seat, user: this.people.get(userId) });
    return seat;
  }

  #made(me: string, more: Partial<Room>): any {
    const id = crypto.randomUUID();
    const made = this.room(id, me);
    made.room = { ...made.room, ...JSON.parse(JSON.stringify(more)) };
    this.role(id, me, "owner");
    this.tell(id, me, { type: "room.created" });
    return { room: made.room, seat: made.seats.get(me) };
  }

  #direct(me: string, other: string): any {
    const there = [...this.rooms.values()].find(({ room, seats }) => room.kind === "direct" && seats.has(me) && seats.has(other) && seats.size === new Set([me, other]).size);
    if (there) return { room: there.room, seat: there.seats.get(me) };
    const id = crypto.randomUUID();
    const made = this.room(id, ...new Set([me, other]));
    const { name: _, ...room } = made.room;
    made.room = { ...room, kind: "direct", peers: [...new Set([me, other])] };
    return { room: made.room, seat: made.seats.get(me) };
  }

  #rest(input: string, init: RequestInit): Response | undefined {
    const path = new URL(input).pathname;
    const refusal = this.refuse[`${init.method} ${path}`];
    if (refusal) return new Response(JSON.stringify({ error: { message: refusal.reason, retryable: false, ...refusal } }), { status: refusal.code });
    if (path === "/api/sessions" && init.method === "GET") return new Response(JSON.stringify({ sessions: this.sessions }));
    if (path.startsWith("/api/sessions")) {
      this.sessions = this.sessions.filter((one: any) => one.current || (path !== "/api/sessions" && !path.endsWith(one.id)));
      return new Response(null, { status: 204 });
    }
    return undefined;
  }
}
