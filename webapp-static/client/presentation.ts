import { ParleyError } from "./errors";
import { Cell } from "./live";
import type { RoomLog } from "./log";
import type { Outbox } from "./outbox";
import type { Message, Pending, Timeline } from "./types";

const LOOK_BACK = 200;

/** What a room's timeline shows: the log's window, and what the caller has under way. */
export class Presentation {
  readonly timeline: Cell<Timeline>;
  readonly #roomId: string;
  readonly #log: RoomLog;
  readonly #outbox: () => Outbox;
  readonly #me: () => string;
  readonly #acknowledged = new Map<string, number>();
  #loading: (() => Promise<void>) | undefined;
  #failure: string | undefined;

  constructor(roomId: string, log: RoomLog, outbox: () => Outbox, me: () => string) {
    this.#roomId = roomId;
    this.#log = log;
    this.#outbox = outbox;
    this.#me = me;
    this.timeline = new Cell<Timeline>({ roomId, state: "empty", messages: [], pending: [], hasBefore: false, hasAfter: false });
  }

  /** Loads something to begin with. What fails for want of a connection is loaded by `again`. */
  async load(load: () => Promise<void>): Promise<void> {
    this.#loading = load;
    this.#failure = undefined;
    this.show();
    try {
      await load();
      if (this.#loading === load) this.#loading = undefined;
    } catch (error) {
      if (this.#loading === load) this.#failure = error instanceof ParleyError ? error.reason : "internal";
      throw error;
    } finally {
      this.show();
    }
  }

  /** Makes up for a load that failed while nothing is shown; a jump is not made later, away from what is read now. */
  again(): void {
    if (this.#failure && this.#loading && !this.#log.loaded) void this.load(this.#loading).catch(() => undefined);
  }

  /** The outbox's message is stored under that number. */
  acknowledged(message: Message): void {
    this.#acknowledged.set(message.key, message.seq);
  }

  /** Shows what is so now; `messages` are those of the log when they have changed. */
  show(messages: readonly Message[] = this.timeline.value.messages): void {
    const { head, loaded, hasBefore, hasAfter } = this.#log;
    const state = loaded ? "ready" : this.#failure ? "failed" : this.#loading ? "loading" : "empty";
    this.timeline.set({
      roomId: this.#roomId, state, messages, hasBefore, hasAfter, pending: this.#pending(messages),
      ...(state === "failed" ? { reason: this.#failure! } : {}), ...(head ? { head } : {}),
    });
  }

  /** What is under way and does not show among `messages` yet. */
  #pending(messages: readonly Message[]): readonly Pending[] {
    const outbox = this.#outbox();
    const pending = outbox.pending(this.#roomId);
    if (pending.length === 0) return pending;
    const me = this.#me();
    const keys = new Set(messages.slice(-LOOK_BACK).filter((message) => message.senderId === me).map((message) => message.key));
    return pending.filter(({ key, state }) => {
      const shows = keys.has(key) || (state === "sent" && !this.#willShow(key));
      if (shows && state === "sent") {
        outbox.shown(key);
        this.#acknowledged.delete(key);
      }
      return !shows;
    });
  }

  /** Whether a message that is stored is yet to join the window. */
  #willShow(key: string): boolean {
    const seq = this.#acknowledged.get(key);
    return seq !== undefined && this.#log.loaded && !this.#log.hasAfter && !this.#log.message(seq);
  }
}
