import { createSignal } from "solid-js";
import type { Picked } from "../markdown/mentions";
import { keep, kept } from "./keep";

/** What somebody began to write in a room. */
export interface Draft {
  readonly text: string;
  readonly picked: Picked;
  readonly replyTo?: number;
}

const WRITE_MS = 400;

/** The drafts of the caller, by room, kept in this browser. */
export class Drafts {
  #owner: string | undefined;
  #drafts: Record<string, Draft> = {};
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #changed = createSignal(0);

  constructor() {
    addEventListener("pagehide", () => this.#write());
  }

  /** From now on the drafts of that person are meant. */
  belongTo(owner: string | undefined): void {
    if (owner === this.#owner) return;
    this.#write();
    this.#owner = owner;
    this.#drafts = (owner && kept<Record<string, Draft>>(`drafts.${owner}`)) || {};
    this.#changed[1]((n) => n + 1);
  }

  of(roomId: string): Draft | undefined {
    this.#changed[0]();
    return this.#drafts[roomId];
  }

  /** Replaces the draft of a room; an empty one is none. */
  put(roomId: string, draft: Draft): void {
    const had = roomId in this.#drafts;
    const has = draft.text.trim() !== "" || draft.replyTo !== undefined;
    if (!had && !has) return;
    if (has) this.#drafts[roomId] = draft;
    else delete this.#drafts[roomId];
    if (had !== has) this.#changed[1]((n) => n + 1);
    this.#timer ??= setTimeout(() => this.#write(), WRITE_MS);
  }

  /** Forgets all drafts, here and in the browser. */
  forget(): void {
    this.#drafts = {};
    this.#write();
    this.#changed[1]((n) => n + 1);
  }

  #write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#owner) keep(`drafts.${this.#owner}`, Object.keys(this.#drafts).length ? this.#drafts : undefined);
  }
}
