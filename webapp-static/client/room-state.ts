import type { RoomCopy } from "./copy-store";
import type { Environment } from "./environment";
import { Cell } from "./live";
import { type ChangesPage, type HistoryPage, RoomLog } from "./log";
import { Marker, type ReadAnswer } from "./marker";
import { Members, type MembersPage } from "./members";
import type { Outbox } from "./outbox";
import { Presentation } from "./presentation";
import { fromAnswer } from "./reactions";
import type { RoomView } from "./room-view";
import type { Card, Edit, Head, Message, Role, Room, RoomChange, RoomEntry, Seat } from "./types";
import { Typing } from "./typing";
import { Unread } from "./unread";
import type { Users } from "./users";

const REFRESH_WITHIN_MS = 1_000;
const MOST_COPIED = 50;

/** A room in the answer to `rooms.list`. */
export interface ListedRoom {
  readonly room: Room;
  readonly seat: Seat;
  readonly lastMessage?: Message;
  readonly unread: number;
  readonly mentions: number;
  readonly head: Head;
}

/** What all rooms share. */
export interface House {
  readonly env: Environment;
  readonly users: Users;
  me(): string;
  outbox(): Outbox;
  /** Asks the server, waiting a little for the connection. */
  call<T>(address: string, body: object): Promise<T>;
  /** The list of rooms, or what is shown of that room, is different now. */
  changed(roomId: string): void;
  /** The list of rooms should be read again, after so many milliseconds. */
  refresh(ms: number): void;
  /** The caller is not in that room any more. */
  left(roomId: string): void;
}

/** One room: its log, its counters and its people, changed only by answers and events. */
export class RoomState implements RoomView {
  readonly id: string;
  readonly entry = new Cell<RoomEntry | undefined>(undefined);
  readonly #house: House;
  readonly #log: RoomLog;
  readonly #unread: Unread;
  readonly #marker: Marker;
  readonly #typing: Typing;
  readonly #members: Members;
  readonly #presentation: Presentation;
  #room: Room | undefined;
  #seat: Seat | undefined;
  #lastMessage: Message | undefined;

  constructor(id: string, house: House) {
    const { env } = house;
    const me = () => house.me();
    this.id = id;
    this.#house = house;
    this.#unread = new Unread(me);
    this.#marker = new Marker(env, this.#unread, {
      mark: (seq, unread) => this.#call<ReadAnswer>("rooms.read", { seq, ...(unread ? { unread } : {}) }),
      moved: () => this.#listChanged(),
      doubt: (withinMs) => house.refresh(withinMs),
    });
    this.#typing = new Typing(env, (on) => void this.#call(on ? "typing.start" : "typing.stop", {}).catch(() => undefined));
    this.#log = new RoomLog(env, me, {
      history: (query) => this.#call<HistoryPage>("messages.history", query),
      changes: (after, epoch) => this.#changes(after, epoch),
      applied: (message, epoch, after) => this.#applied(message, epoch, after),
      learned: (page) => this.#learned(page),
      reset: (head) => this.#reset(head),
      shown: () => this.#shown(),
    });
    this.#members = new Members(house.users, (cursor) => this.#call<MembersPage>("rooms.members", { limit: 100, ...(cursor ? { cursor } : {}) }));
    this.#presentation = new Presentation(id, this.#log, () => house.outbox(), me);
  }

  get timeline(): RoomView["timeline"] {
    return this.#presentation.timeline;
  }

  get members(): RoomView["members"] {
    return this.#members.seats;
  }

  get typing(): RoomView["typing"] {
    return this.#typing.typing;
  }

  loadNewest(): Promise<void> {
    return this.#presentation.load(() => this.#log.loadNewest());
  }

  loadBefore(): Promise<void> {
    return this.#log.loadBefore();
  }

  loadAfter(): Promise<void> {
    return this.#log.loadAfter();
  }

  loadAround(seq: number): Promise<void> {
    return this.#presentation.load(() => this.#log.loadAround(seq));
  }

  loadMembers(): Promise<void> {
    return this.#members.load();
  }

  async message(seq: number): Promise<Message> {
    const held = this.#log.message(seq);
    if (held) return held;
    const message = fromAnswer((await this.#call<{ message: Message }>("messages.get", { seq })).message);
    this.#house.users.need([message.senderId]);
    return message;
  }

  async edits(seq: number): Promise<readonly Edit[]> {
    return (await this.#call<{ edits: Edit[] }>("messages.edits", { seq })).edits;
  }

  send(content: string, options: { readonly replyTo?: number } = {}): string {
    this.#typing.stop(true);
    return this.#house.outbox().add(this.id, content, options.replyTo);
  }

  retry(key: string): void {
    this.#house.outbox().retry(key);
  }

  discard(key: string): void {
    this.#house.outbox().discard(key);
  }

  edit(seq: number, content: string): Promise<Message> {
    return this.#change("messages.edit", { seq, content });
  }

  delete(seq: number): Promise<Message> {
    return this.#change("messages.delete", { seq });
  }

  react(seq: number, emoji: string, on: boolean): Promise<Message> {
    return this.#change("messages.react", { seq, emoji, on });
  }

  read(seq: number): void {
    if (this.#seat) this.#marker.read(Math.min(seq, this.#log.head?.seq ?? seq));
  }

  markUnread(seq: number): Promise<void> {
    return this.#marker.markUnread(seq);
  }

  type(): void {
    this.#typing.type();
  }

  stopTyping(): void {
    this.#typing.stop(false);
  }

  async update(change: RoomChange): Promise<void> {
    this.#renewed((await this.#call<{ room: Room }>("rooms.update", change)).room);
  }

  async add(userId: string): Promise<void> {
    this.#joined((await this.#call<{ seat: Seat }>("rooms.add", { userId })).seat);
  }

  async remove(userId: string): Promise<void> {
    await this.#call("rooms.remove", { userId });
    this.#gone(userId);
  }

  async setRole(userId: string, role: Role): Promise<void> {
    this.#joined((await this.#call<{ seat: Seat }>("rooms.role", { userId, role })).seat);
  }

  async leave(): Promise<void> {
    await this.#call("rooms.leave", {});
    this.#house.left(this.id);
  }

  /** What is to be kept of the room for the next start; nothing while the caller is not in it, or while its log catches up. */
  copy(): RoomCopy | undefined {
    const entry = this.entry.value;
    if (!entry || entry.head.rev !== this.#log.rev) return undefined;
    const messages = this.#log.newest(MOST_COPIED);
    const hasBefore = this.#log.hasBefore || messages.length < this.#log.messages.length;
    return { id: this.id, ...entry, messages, hasBefore, cards: this.#house.users.of(peopleOf(entry, messages)) };
  }

  /** Shows what was kept, until the server tells more. */
  restore(copy: RoomCopy): void {
    if (this.#seat) return;
    this.#house.users.recall(copy.cards);
    this.#log.restore(copy.head, copy.messages, copy.hasBefore);
    this.#unread.begin({ lastReadSeq: copy.lastReadSeq, unread: copy.unread, mentions: copy.mentions }, copy.head, false);
    this.#unread.learn(copy.messages, copy.head);
    this.#seat = copy.seat;
    this.#room = copy.room;
    this.#lastMessage = copy.lastMessage;
    this.#presentation.show(this.#log.messages);
    this.#listChanged();
  }

  /** The list of rooms was read; `fresh` when that was on a new socket, before the room's topic was registered on it. */
  listed(item: ListedRoom, fresh: boolean): void {
    const counts = { lastReadSeq: item.seat.lastReadSeq ?? 0, unread: item.unread, mentions: item.mentions };
    const begin = () => this.#unread.begin(counts, item.head, this.#log.begin(item.head));
    const known = !fresh && this.#seat !== undefined;
    // What is known of a time that the server has lost may look newer than what came instead.
    const lost = this.entry.value !== undefined && this.entry.value.head.epoch !== item.head.epoch;
    this.#seat = item.seat;
    this.#marker.listed(counts, item.head, item.seat.readVersion ?? 0, known ? undefined : begin);
    if (lost || !this.#room || item.room.version >= this.#room.version) this.#room = item.room;
    if (lost || !this.#lastMessage || (item.lastMessage?.rev ?? 0) >= this.#lastMessage.rev) this.#lastMessage = item.lastMessage;
    this.#house.users.need([...(item.room.peers ?? []), item.lastMessage?.senderId]);
    this.#listChanged();
    this.#presentation.show();
    if (!fresh) return;
    this.#presentation.again();
    this.#members.reload();
  }

  /** The caller is not in the room any more. */
  unlisted(): void {
    this.offline();
    this.#marker.forget();
    this.#seat = undefined;
    this.entry.set(undefined);
  }

  /** The connection is gone. */
  offline(): void {
    this.#log.pause();
    this.#typing.clear();
  }

  /** An event of the room's topic. */
  event(body: any): void {
    switch (body.type) {
      case "room.synced": return this.#synced({ epoch: body.epoch, rev: body.rev, seq: body.seq });
      case "message.posted":
      case "message.edited":
      case "message.deleted":
      case "message.reacted": return this.#log.event(body.epoch, body.message, body.change);
      case "room.updated": return this.#renewed(body.room);
      case "member.joined":
      case "member.changed": return this.#joined(body.seat, body.user);
      case "member.left": return this.#gone(body.userId);
      case "typing": if (body.userId !== this.#house.me()) this.#heardTyping(body.userId, body.on);
    }
  }

  /** The read marker moved on some device of the caller. */
  readAdvanced(body: any): void {
    if (this.#seat) this.#marker.told({ lastReadSeq: body.lastReadSeq, unread: body.unread, mentions: body.mentions }, body.head, body.readVersion);
  }

  /** The outbox's message is stored. */
  acknowledged(message: Message): void {
    this.#presentation.acknowledged(message);
    this.#log.answered(message);
  }

  /** What is under way has changed. */
  pendingMoved(): void {
    this.#presentation.show();
  }

  #call<T>(address: string, body: object): Promise<T> {
    return this.#house.call<T>(address, { roomId: this.id, ...body });
  }

  async #change(address: string, body: object): Promise<Message> {
    return this.#log.answered((await this.#call<{ message: Message }>(address, body)).message);
  }

  async #changes(after: number, epoch: number): Promise<ChangesPage> {
    const page = await this.#call<ChangesPage>("rooms.changes", { after, epoch });
    this.#house.users.learn(page.users);
    return page;
  }

  #applied(message: Message, epoch: number, after: number): void {
    this.#unread.change(message, epoch, after);
    if (!this.#lastMessage || message.seq >= this.#lastMessage.seq) this.#lastMessage = message;
    if (message.rev === message.seq || !message.editedAt) this.#typing.heard(message.senderId, false);
    this.#house.users.need([message.senderId, message.event?.userId, ...(message.mentions ?? [])]);
  }

  /** A room that was listed without a log and has one now may have been listed before its counts were known. */
  #synced(head: Head): void {
    if (this.#log.rev === 0 && head.rev > 0) this.#house.refresh(REFRESH_WITHIN_MS);
    this.#log.synced(head);
  }

  #reset(head: Head): void {
    this.#unread.reset(head);
    this.#lastMessage = undefined;
    this.#house.refresh(0);
  }

  #learned(page: HistoryPage): void {
    this.#house.users.learn(page.users);
    this.#house.users.need(page.messages.flatMap((message) => [message.senderId, message.event?.userId, ...(message.mentions ?? [])]));
    this.#unread.learn(page.messages, page.head);
  }

  #shown(): void {
    if (!this.#presentation.timeline.watched) this.#log.shorten();
    this.#presentation.show(this.#log.messages);
    if (this.#seat) this.#marker.check();
    this.#listChanged();
  }

  #heardTyping(userId: string, on: boolean): void {
    this.#house.users.need([userId]);
    this.#typing.heard(userId, on);
  }

  #renewed(room: Room): void {
    if (!this.#room || room.version < this.#room.version) return;
    this.#room = room;
    this.#listChanged();
  }

  #joined(seat: Seat, card?: Card): void {
    this.#members.seated(seat, card);
    if (seat.userId === this.#house.me() && this.#seat) {
      this.#seat = { ...this.#seat, role: seat.role };
      this.#listChanged();
    }
  }

  #gone(userId: string): void {
    this.#members.gone(userId);
    this.#typing.heard(userId, false);
    if (userId === this.#house.me()) this.#house.left(this.id);
  }

  #listChanged(): void {
    if (!this.#room || !this.#seat) return;
    const { lastReadSeq, unread, mentions } = this.#unread.counts;
    const head = this.#log.head!;
    this.entry.set({
      room: this.#room, seat: this.#seat, unread, mentions, lastReadSeq, head, ...(this.#lastMessage ? { lastMessage: this.#lastMessage } : {}),
    });
    this.#house.changed(this.id);
  }
}

/** Whoever is shown with the entry of a room and its messages. */
function peopleOf({ room, lastMessage }: RoomEntry, messages: readonly Message[]): Set<string> {
  const shown = lastMessage ? [lastMessage, ...messages] : messages;
  const ids = shown.flatMap((message) => [message.senderId, message.event?.userId, ...(message.mentions ?? [])]);
  return new Set([...(room.peers ?? []), ...ids].filter((id) => id !== undefined));
}
