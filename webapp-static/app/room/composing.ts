import { type Accessor, createEffect, createMemo, createSignal, on, type Setter, untrack } from "solid-js";
import { usedEmoji } from "../emoji/data";
import { encodeMentions, type Picked } from "../markdown/mentions";
import type { Change, Draft } from "../store/drafts";
import { inComposition } from "../ui/keys";
import { type CompletionState, createCompletion } from "./Completion";
import { prefix, wrap } from "./complete";
import { formats } from "./formats";
import type { OpenRoom, Writing } from "./open";

const LONGEST = 8_000;
const KEYS: Readonly<Record<string, keyof typeof formats>> = { b: "bold", i: "italic", e: "code" };

/** What is being written in a room: a new message, an answer, or another text for an old one. The field is set by the view. */
export class Composing {
  field!: HTMLTextAreaElement;
  readonly text: Accessor<string>;
  /** The text as it is sent, with mentions as ids. */
  readonly content: Accessor<string>;
  readonly completion: CompletionState;
  readonly #room: OpenRoom;
  readonly #setText: (text: string) => void;
  readonly #picked: Accessor<Picked>;
  readonly #setPicked: (picked: Picked) => void;
  readonly #saved: Accessor<Writing | undefined>;
  readonly #setSaved: Setter<Writing | undefined>;
  #aside: { readonly text: string; readonly picked: Picked } | undefined;

  constructor(room: OpenRoom) {
    const draft = room.app.drafts.of(room.id);
    this.#room = room;
    const change = room.app.drafts.changes.get(room.id);
    if (draft?.replyTo !== undefined) room.reply(draft.replyTo);
    if (change) room.edit(change.seq);
    [this.text, this.#setText] = createSignal(draft?.text ?? "");
    [this.#picked, this.#setPicked] = createSignal<Picked>(draft?.picked ?? {});
    [this.#saved, this.#setSaved] = createSignal<Writing>();
    this.content = createMemo(() => encodeMentions(this.text(), this.#picked()).trim());
    this.completion = createCompletion(room, () => this.field, (token, offer) => {
      this.#replace(token.from, this.field.selectionStart, `${offer.person ? `@${this.#pick(offer.person.id, offer.person.displayName, offer.person.username)}` : offer.sign} `);
      if (!offer.person) usedEmoji(offer.sign);
    });
    room.write = () => this.field.focus();
    this.#keep(draft, change);
    createEffect(on(() => room.app.drafts.of(room.id), (kept) => this.#follow(kept), { defer: true }));
  }

  /** How many more characters fit. */
  get left(): number {
    return LONGEST - this.content().length;
  }

  get ready(): boolean {
    return this.content() !== "" && this.left >= 0 && !this.saving;
  }

  get editing(): boolean {
    return this.#room.writing()?.kind === "edit";
  }

  /** Whether the change is on its way to the server; until the answer it stays as it is. */
  get saving(): boolean {
    const saved = this.#saved();
    return saved !== undefined && saved === this.#room.writing();
  }

  /** Fits the height of the field to its text. */
  grow(): void {
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight}px`;
  }

  /** Somebody typed. */
  input(): void {
    this.#put(this.field.value);
    this.completion.look();
    if (this.editing) return;
    if (this.text().trim()) this.#room.view.type();
    else this.#room.view.stopTyping();
  }

  /** Sends the message, or saves the change. */
  submit(): void {
    if (!this.ready) return;
    const writing = this.#room.writing();
    this.completion.close();
    if (writing?.kind === "edit") void this.#save(writing);
    else {
      this.#room.send(this.content(), writing?.seq);
      this.#put("", {});
      this.#room.view.stopTyping();
      this.#room.stopWriting();
    }
    this.field.focus();
  }

  /** Puts marks around what is selected, or before its lines. */
  mark(name: keyof typeof formats): void {
    const { before, after, line } = formats[name];
    const { selectionStart: start, selectionEnd: end } = this.field;
    const change = line ? prefix(this.text(), start, end, before) : wrap(this.text(), start, end, before, after ?? before);
    this.#replace(change.from, change.to, change.insert, change.caret);
  }

  /** Puts something in the place of what is selected. */
  insert(text: string): void {
    this.#replace(this.field.selectionStart, this.field.selectionEnd, text);
  }

  /** Begins a mention. */
  mention(): void {
    const before = this.text()[this.field.selectionStart - 1];
    this.insert(before === undefined || /\s/.test(before) ? "@" : " @");
    this.completion.look();
  }

  key(event: KeyboardEvent): void {
    if (inComposition(event) || this.completion.key(event)) return;
    const name = event.ctrlKey || event.metaKey ? KEYS[event.key.toLowerCase()] : undefined;
    const sends = event.key === "Enter" && !event.shiftKey && !event.altKey && !matchMedia("(pointer: coarse)").matches;
    const last = event.key === "ArrowUp" && this.text() === "" && !this.#room.writing() ? this.#room.lastOwn() : undefined;
    if (name) this.mark(name);
    else if (sends) this.submit();
    else if (last) this.#room.edit(last.seq);
    else if (event.key === "Escape") this.#room.writing() ? this.#room.stopWriting() : this.#room.readAll();
    else return;
    event.preventDefault();
  }

  /** Turns to what is written now, and keeps it for its next opening; one effect, because the second needs what the first has put into the field. */
  #keep(draft: Draft | undefined, begun: Change | undefined): void {
    const { id, app: { drafts }, writing } = this.#room;
    let before: Writing | undefined;
    createEffect(() => {
      const now = writing();
      if (now !== before) {
        untrack(() => this.#turn(before?.kind === "edit", now?.kind === "edit" ? now.seq : undefined, begun));
        before = now;
        begun = undefined;
      }
      if (now?.kind === "edit") {
        drafts.changes.set(id, { seq: now.seq, text: this.text(), picked: this.#picked() });
        return;
      }
      drafts.changes.delete(id);
      const written = this.#draft();
      if (draft || written) drafts.put(id, written);
      draft = written;
    });
  }

  /** What is kept of a new message; without words there is nothing to keep, whatever it answers. */
  #draft(): Draft | undefined {
    const writing = this.#room.writing();
    return this.text().trim() ? { text: this.text(), picked: this.#picked(), ...(writing ? { replyTo: writing.seq } : {}) } : undefined;
  }

  /** Shows what was written here in another tab; only one of them has the keyboard. */
  #follow(kept: Draft | undefined): void {
    if (this.editing) this.#aside = { text: kept?.text ?? "", picked: kept?.picked ?? {} };
    else if (JSON.stringify(kept) !== JSON.stringify(this.#draft())) {
      this.#put(kept?.text ?? "", kept?.picked ?? {});
      if (kept?.replyTo === this.#room.writing()?.seq) return;
      if (kept?.replyTo === undefined) this.#room.stopWriting();
      else this.#room.reply(kept.replyTo);
    }
  }

  /** Saves a change; one that cannot be saved stays in the field. */
  async #save(writing: Writing): Promise<void> {
    const said = this.content();
    const { changes } = this.#room.app.drafts;
    const change = changes.get(this.#room.id);
    this.#setSaved(writing);
    const done = said === this.#room.messageOf(writing.seq)?.content.trim() || await this.#room.app.attempt(() => this.#room.view.edit(writing.seq, said));
    if (done && changes.get(this.#room.id) === change) changes.delete(this.#room.id);
    if (done && this.#room.writing() === writing) this.#room.stopWriting();
    this.#setSaved((now) => (now === writing ? undefined : now));
  }

  /** An edit lays the new message aside, and gives it back when it ends; one that was begun before goes on. */
  #turn(wasEditing: boolean, seq: number | undefined, begun: Change | undefined): void {
    if (wasEditing && this.#aside) this.#put(this.#aside.text, this.#aside.picked);
    this.#aside = undefined;
    if (seq === undefined) return;
    this.#aside = { text: this.text(), picked: this.#picked() };
    const written = begun ?? this.#room.written(this.#room.messageOf(seq)?.content ?? "");
    this.#put(written.text, written.picked);
    this.field.setSelectionRange(written.text.length, written.text.length);
  }

  /** Remembers whom a name stands for; of two people with one name the second gets the unique one. */
  #pick(id: string, shown: string, unique: string): string {
    const name = (this.#picked()[shown] ?? id) === id ? shown : unique;
    this.#setPicked({ ...this.#picked(), [name]: id });
    return name;
  }

  #put(text: string, picked: Picked = this.#picked()): void {
    this.#setText(text);
    this.#setPicked(picked);
    if (this.field.value !== text) this.field.value = text;
    this.grow();
  }

  /** Replaces a part of the text so that the browser can undo it. */
  #replace(from: number, to: number, insert: string, caret: readonly [number, number] = [from + insert.length, from + insert.length]): void {
    if (this.saving) return;
    this.field.focus();
    this.field.setSelectionRange(from, to);
    if (!document.execCommand("insertText", false, insert)) this.field.setRangeText(insert, from, to, "end");
    this.#put(this.field.value);
    this.field.setSelectionRange(caret[0], caret[1]);
  }
}
