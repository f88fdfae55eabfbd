import type { CopyChange, CopyStore, Copy } from "./copy-store";
import type { Environment } from "./environment";

const GATHER_MS = 1_000;
const READ_WITHIN_MS = 500;

/** What is to be kept now, of these rooms; nothing while that is not known. */
export type Snapshot = (rooms: ReadonlySet<string>) => CopyChange | undefined;

/**
 * Keeps a copy of what is shown on this device, a second after it has changed, and gives it back at the next start, so that rooms
 * and messages are there at once and without a network. It is a state at a cursor: what has happened since then comes by the same
 * path as after any reconnect. A store that fails is no error: there is no copy then.
 */
export class Recall {
  readonly #env: Environment;
  readonly #store: CopyStore | undefined;
  readonly #snapshot: Snapshot;
  readonly #changed = new Set<string>();
  #timer: unknown;

  constructor(env: Environment, store: CopyStore | undefined, snapshot: Snapshot) {
    this.#env = env;
    this.#store = store;
    this.#snapshot = snapshot;
  }

  /** The copy of a person, when there is one and the store gives it soon. */
  async read(userId: string): Promise<Copy | undefined> {
    if (!this.#store) return undefined;
    const { clock } = this.#env;
    let timer: unknown;
    const late = new Promise<undefined>((resolve) => { timer = clock.setTimeout(() => resolve(undefined), READ_WITHIN_MS); });
    return Promise.race([this.#store.read(userId).catch(() => undefined), late]).finally(() => clock.clearTimeout(timer));
  }

  /** Something of that room shows differently now. */
  changed(roomId: string): void {
    if (!this.#store) return;
    this.#changed.add(roomId);
    this.#timer ??= this.#env.clock.setTimeout(() => this.#write(), GATHER_MS);
  }

  /** The session has ended: nothing of it stays. */
  forget(): void {
    this.#env.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#changed.clear();
    void this.#store?.forget().catch(() => undefined);
  }

  #write(): void {
    this.#timer = undefined;
    const change = this.#snapshot(this.#changed);
    if (!change) return;
    this.#changed.clear();
    void this.#store?.write(change).catch(() => undefined);
  }
}
