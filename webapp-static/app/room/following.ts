import { type Accessor, createEffect, createMemo, createSignal, on, onCleanup, onMount } from "solid-js";
import type { VirtualizerHandle } from "virtua/solid";
import { ParleyError } from "../../client";
import type { Rows } from "./handles";
import type { OpenRoom } from "./open";

const NEAR_END = 48;
const TOUCHING = 2;
const LOAD_AHEAD = 900;
const ABOVE_FRESH = -56;
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 30_000;

/**
 * Where the view of the timeline stands. While it holds the end it follows whatever grows: new messages, late sizes, a higher field.
 * It lets go when the reader scrolls up, and only then, and holds again when the reader comes back down.
 * A part of the history that is new on the screen is placed once: at the message looked for, the new-message line, or the end.
 */
export class Following {
  /** Whether the end is held. */
  readonly held: Accessor<boolean>;
  /** Changes when another part of the history is shown. */
  readonly part: Accessor<number>;
  scroller!: HTMLDivElement;
  list: VirtualizerHandle | undefined;
  readonly #room: OpenRoom;
  readonly #rows: Accessor<Rows>;
  readonly #hold: (on: boolean) => void;
  #placed = false;
  #opened = false;
  #gone = false;
  #lastTop = 0;
  #failures = 0;
  #waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(room: OpenRoom, rows: Accessor<Rows>) {
    this.#room = room;
    this.#rows = rows;
    [this.held, this.#hold] = createSignal<boolean>(true);
    this.part = createMemo(() => rows().window);
    room.reveal = (seq) => this.#reveal(seq);
    room.toEnd = () => this.#toEnd();
    createEffect(on(this.part, () => { this.#placed = false; requestAnimationFrame(() => this.#place()); }));
    createEffect(on(rows, () => {
      if (!this.#placed) return;
      queueMicrotask(() => this.resized());
      requestAnimationFrame(() => this.look());
    }));
    onCleanup(() => {
      this.#gone = true;
      clearTimeout(this.#waiting);
    });
    onMount(() => {
      const watch = new ResizeObserver(() => { this.resized(); this.look(); });
      watch.observe(this.scroller);
      onCleanup(() => watch.disconnect());
    });
  }

  /** Sizes changed: the end stays in view while it is held. */
  resized(): void {
    if (this.#opened && this.held()) this.#bottom();
  }

  /** Looks where the reader is: holds or lets go, tells what is in view, and loads what comes next. */
  look(): void {
    if (!this.#placed || this.#gone) return;
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    const left = scrollHeight - scrollTop - clientHeight;
    if (left <= TOUCHING) this.#hold(true);
    else if (scrollTop < this.#lastTop - 1) this.#hold(false);
    else if (left < NEAR_END && scrollTop > this.#lastTop) this.#hold(true);
    this.#lastTop = scrollTop;
    const { hasBefore, hasAfter, state } = this.#room.timeline();
    this.#room.setAtEnd(this.held() && !hasAfter && state === "ready");
    if (state !== "ready" || this.#waiting !== undefined || this.#room.app.state.status.state !== "online") return;
    if (hasBefore && scrollTop < LOAD_AHEAD) this.#add(this.#room.view.loadBefore());
    if (hasAfter && left < LOAD_AHEAD) this.#add(this.#room.view.loadAfter());
  }

  #add(page: Promise<void>): void {
    page.then(() => { this.#failures = 0; }, (error: unknown) => this.#wait(error));
  }

  /** After a page that could not be read none is asked for until some time has passed. */
  #wait(error: unknown): void {
    if (this.#waiting !== undefined || this.#gone) return;
    const told = error instanceof ParleyError ? error.retryAfterMs : undefined;
    this.#waiting = setTimeout(() => {
      this.#waiting = undefined;
      this.look();
    }, told ?? Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#failures++));
  }

  #reveal(seq: number): void {
    const index = this.#indexOf(seq);
    if (index < 0) return;
    this.#hold(false);
    this.list?.scrollToIndex(index, { align: "center" });
  }

  #toEnd(): void {
    this.#hold(true);
    if (this.#room.timeline().hasAfter) void this.#room.app.attempt(() => this.#room.view.loadNewest());
    this.#bottom();
  }

  #place(): void {
    const found = this.#indexOf(this.#room.found() ?? 0);
    const fresh = this.#opened ? -1 : this.#rows().list.findIndex((handle) => handle.row().fresh);
    this.#opened = true;
    this.#hold(found < 0 && fresh < 0);
    if (found >= 0) this.list?.scrollToIndex(found, { align: "center" });
    else if (fresh >= 0) this.list?.scrollToIndex(fresh, { align: "start", offset: ABOVE_FRESH });
    else this.#bottom();
    requestAnimationFrame(() => requestAnimationFrame(() => {
      this.#placed = true;
      this.resized();
      this.look();
    }));
  }

  #indexOf(seq: number): number {
    return this.#rows().list.findIndex((handle) => handle.row().message?.seq === seq);
  }

  #bottom(): void {
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }
}
