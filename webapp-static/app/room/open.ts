import { type Accessor, createContext, createEffect, createMemo, createSignal, on, useContext } from "solid-js";
import type { Message, Pending, RoomEntry, RoomView, Seat, Timeline } from "../../client";
import { decodeMentions, type Picked } from "../markdown/mentions";
import type { App } from "../store/app";
import { live } from "../store/live";
import { atLeast, peerOf, roomName } from "../store/names";

/** A message that is answered or changed in the composer. */
export type Writing = { readonly kind: "reply" | "edit"; readonly seq: number };

/** The room that is open: what the timeline, the composer and the panel share. */
export class OpenRoom {
  readonly app: App;
  readonly id: string;
  readonly view: RoomView;
  readonly timeline: Accessor<Timeline>;
  readonly typing: Accessor<readonly string[]>;
  readonly members: Accessor<readonly Seat[] | undefined>;
  /** The number of the message after which the new-message line stands. */
  readonly freshAfter: Accessor<number | undefined>;
  /** What the composer is about, besides a new message. */
  readonly writing: Accessor<Writing | undefined>;
  /** A message that was jumped to. */
  readonly found: Accessor<number | undefined>;
  /** Whether the newest message can be seen. */
  readonly atEnd: Accessor<boolean>;
  readonly setAtEnd: (on: boolean) => void;
  /** Goes to a message that is loaded; set by the timeline. */
  reveal: (seq: number) => void = () => undefined;
  /** Goes to the newest message; set by the timeline. */
  toEnd: () => void = () => undefined;
  /** Puts the keyboard into the composer; set by the composer. */
  write: () => void = () => undefined;
  readonly #setFresh;
  readonly #setWriting;
  readonly #setFound;
  #held = false;

  constructor(app: App, id: string) {
    this.app = app;
    this.id = id;
    this.view = app.parley.room(id);
    this.timeline = live(this.view.timeline);
    this.typing = live(this.view.typing);
    this.members = live(this.view.members);
    [this.freshAfter, this.#setFresh] = createSignal<number>();
    [this.writing, this.#setWriting] = createSignal<Writing>();
    [this.found, this.#setFound] = createSignal<number>();
    [this.atEnd, this.setAtEnd] = createSignal(false);
    this.#readWhatIsSeen();
    this.#drawTheLine();
  }

  get entry(): RoomEntry | undefined {
    return this.app.entry(this.id);
  }

  /** How many people are in the room. While the members are not loaded, as it was when the room was read. */
  get memberCount(): number {
    return this.members()?.length ?? this.entry?.room.memberCount ?? 0;
  }

  get name(): string {
    return this.entry ? roomName(this.entry.room, this.app.state.users, this.app.me) : "";
  }

  /** The name as it is written beside text: rooms have a number sign. */
  get title(): string {
    return this.entry?.room.kind === "direct" ? this.name : `# ${this.name}`;
  }

  get peer(): string | undefined {
    return this.entry && peerOf(this.entry.room, this.app.me);
  }

  /** Whether one may write here. */
  get canWrite(): boolean {
    return this.entry !== undefined && !this.entry.room.archivedAt;
  }

  get canModerate(): boolean {
    return atLeast(this.entry?.seat.role, "moderator");
  }

  /** Loads what is to be seen first: a message that was asked for, the first unread one, or the newest page. */
  async load(seq: number | undefined): Promise<void> {
    const { view, entry } = this;
    if (seq !== undefined) return this.jump(seq);
    await view.loadNewest();
    const first = view.timeline.value.messages[0];
    if (entry && entry.unread > 0 && first && first.seq > entry.lastReadSeq + 1) await view.loadAround(entry.lastReadSeq + 1);
  }

  /** Shows a message wherever it is, and marks it for a moment. */
  async jump(seq: number): Promise<void> {
    const done = await this.app.attempt(() => this.view.loadAround(seq));
    if (!done) return;
    this.#setFound(seq);
    this.reveal(seq);
    setTimeout(() => this.#setFound((now) => (now === seq ? undefined : now)), 2_500);
  }

  reply(seq: number): void {
    this.#setWriting({ kind: "reply", seq });
    this.write();
  }

  edit(seq: number): void {
    this.#setWriting({ kind: "edit", seq });
    this.write();
  }

  stopWriting(): void {
    this.#setWriting(undefined);
  }

  /** Sends a message and shows the end of the timeline. */
  send(content: string, replyTo: number | undefined): void {
    this.#held = false;
    this.#setFresh(undefined);
    this.view.send(content, replyTo === undefined ? {} : { replyTo });
    this.toEnd();
  }

  /** The message as it was written, with visible names. */
  written(content: string): { text: string; picked: Picked } {
    return decodeMentions(content, (id) => {
      const card = this.app.card(id);
      return card && { shown: card.displayName, unique: card.username };
    });
  }

  /** The newest own message, when it can be edited; not an older one while the newest is still on its way. */
  lastOwn(): Message | undefined {
    if (this.timeline().pending.length > 0) return undefined;
    return this.timeline().messages.findLast((message) => message.senderId === this.app.me && message.kind === "text" && !message.deletedAt);
  }

  messageOf(seq: number): Message | undefined {
    const { messages } = this.timeline();
    return messages[seq - (messages[0]?.seq ?? 0)];
  }

  /** What is unread from a message on stays so until one leaves the room or writes. */
  async markUnread(seq: number): Promise<void> {
    this.#held = true;
    if (await this.app.attempt(() => this.view.markUnread(seq))) this.#setFresh(seq - 1);
  }

  /** Everything here counts as read. */
  readAll(): void {
    this.#held = false;
    this.#setFresh(undefined);
    this.toEnd();
  }

  discard(pending: Pending): void {
    this.view.discard(pending.key);
  }

  #readWhatIsSeen(): void {
    createEffect(() => {
      const { messages, hasAfter, state } = this.timeline();
      const last = messages.at(-1);
      if (!last || state !== "ready" || hasAfter || !this.atEnd() || !this.app.state.focused || this.#held || !this.entry) return;
      this.view.read(last.seq);
    });
  }

  /** The line stands where one had read to when unread messages came; it stays while one reads on. */
  #drawTheLine(): void {
    const unread = createMemo(() => this.entry?.unread ?? 0);
    let before = 0;
    createEffect(on(unread, (now) => {
      const watching = this.atEnd() && this.app.state.focused;
      if (before === 0 && now > 0 && !this.#held && !watching) this.#setFresh(this.entry?.lastReadSeq);
      before = now;
    }));
  }
}

export const RoomContext = createContext<OpenRoom>();

/** The room that the present view belongs to. */
export function useRoom(): OpenRoom {
  return useContext(RoomContext)!;
}
