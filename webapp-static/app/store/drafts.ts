import { createSignal } from "solid-js";
import type { Picked } from "../markdown/mentions";
import { keep, kept } from "./keep";

/** What somebody began to write in a room. */
export interface Draft {
  readonly text: string;
  readonly picked: Picked;
  readonly replyTo?: number;
}

/** Another text for an old message that is not saved yet. */
export interface Change {
  readonly seq: number;
  readonly text: string;
  readonly picked: Picked;
}

const WRITE_MS = 400;

/** The drafts of the caller, by room, kept in this browser. Its tabs share them: each writes only those that it changed, and hears of the others. */
export class Drafts {
  /** The changes that were begun, by room; they stay in this tab. */
  readonly changes = new Map<string, Change>();
  #owner: string | undefined;
  #drafts: Record<string, Draft> = {};
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The rooms whose drafts were changed here and are not written yet. */
  readonly #unwritten = new Set<string>();
  readonly #changed = createSignal(0);

  constructor() {
    addEventListener("pagehide", () => this.#write());
    // Whoever goes on in another tab finds there what was written here.
    addEventListener("blur", () => this.#write());
    addEventListener("storage", ({ key }) => { if (this.#owner && key === `parley.drafts.${this.#owner}`) this.#show(this.#merged()); });
  }

  /** From now on the drafts of that person are meant. What is not written of another's is dropped: the session that it was written in is over. */
  belongTo(owner: string | undefined): void {
    if (owner === this.#owner) return;
    this.#settle();
    this.changes.clear();
    this.#owner = owner;
    this.#show(owner === undefined ? {} : this.#merged());
  }

  of(roomId: string): Draft | undefined {
    this.#changed[0]();
    return this.#drafts[roomId];
  }

  /** Replaces the draft of a room, or takes it away. */
  put(roomId: string, draft: Draft | undefined): void {
    const before = this.#drafts[roomId];
    if (JSON.stringify(before) === JSON.stringify(draft)) return;
    if (draft) this.#drafts[roomId] = draft;
    else delete this.#drafts[roomId];
    if (!before !== !draft) this.#changed[1]((n) => n + 1);
    this.#unwritten.add(roomId);
    this.#timer ??= setTimeout(() => this.#write(), WRITE_MS);
  }

  /** Forgets all drafts, here and in the browser. */
  forget(): void {
    this.#settle();
    this.changes.clear();
    this.#show({});
    if (this.#owner) keep(`drafts.${this.#owner}`, undefined);
  }

  #write(): void {
    if (this.#owner && this.#unwritten.size > 0) {
      const drafts = this.#merged();
      keep(`drafts.${this.#owner}`, Object.keys(drafts).length ? drafts : undefined);
    }
    this.#settle();
  }

  /** What the browser keeps, with what was changed here since. */
  #merged(): Record<string, Draft> {
    const drafts = kept<Record<string, Draft>>(`drafts.${this.#owner}`) ?? {};
    for (const roomId of this.#unwritten) {
      const draft = this.#drafts[roomId];
      if (draft) drafts[roomId] = draft;
      else delete drafts[roomId];
    }
    return drafts;
  }

  #show(drafts: Record<string, Draft>): void {
    this.#drafts = drafts;
    this.#changed[1]((n) => n + 1);
  }

  /** Nothing waits to be written any more. */
  #settle(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#unwritten.clear();
  }
}
