import { openDatabase, transact } from "./database";

/** A message in the outbox, as it is kept. `order` grows with every message of this device. */
export interface Draft {
  readonly key: string;
  readonly userId: string;
  readonly roomId: string;
  readonly content: string;
  readonly replyTo?: number;
  readonly createdAt: string;
  readonly order: number;
  /** Why the server refused it; absent while it is to be sent. */
  readonly refused?: string;
}

/** Where unsent messages are kept. */
export interface OutboxStore {
  /** All of one person, in order. */
  all(userId: string): Promise<Draft[]>;
  get(key: string): Promise<Draft | undefined>;
  /** Adds one, or replaces the one with the same key. */
  put(draft: Draft): Promise<void>;
  remove(key: string): Promise<void>;
}

/** Keeps them in memory. */
export function memoryOutbox(): OutboxStore {
  const drafts = new Map<string, Draft>();
  return {
    all: async (userId) => [...drafts.values()].filter((draft) => draft.userId === userId).sort((a, b) => a.order - b.order),
    get: async (key) => drafts.get(key),
    put: async (draft) => void drafts.set(draft.key, draft),
    remove: async (key) => void drafts.delete(key),
  };
}

const STORE = "drafts";

/** Keeps them in IndexedDB, shared by all tabs. Where the browser refuses that (private windows), they are kept in memory. */
export function durableOutbox(factory: IDBFactory | undefined, name = "parley-outbox"): OutboxStore {
  const memory = memoryOutbox();
  if (!factory) return memory;
  const database = openDatabase(factory, name, { [STORE]: "key" }).catch(() => undefined);
  const run = async <T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T | undefined> =>
    transact((await database)!, [STORE], mode, (transaction) => ask(transaction.objectStore(STORE)));
  const either = async <T>(durable: () => Promise<T>, volatile: () => Promise<T>): Promise<T> => (await database) ? durable() : volatile();
  return {
    all: (userId) => either(
      async () => ((await run<Draft[]>("readonly", (store) => store.getAll())) ?? []).filter((draft) => draft.userId === userId).sort((a, b) => a.order - b.order),
      () => memory.all(userId)),
    get: (key) => either(() => run<Draft | undefined>("readonly", (store) => store.get(key)), () => memory.get(key)),
    put: (draft) => either(async () => void await run("readwrite", (store) => store.put(draft)), () => memory.put(draft)),
    remove: (key) => either(async () => void await run("readwrite", (store) => store.delete(key)), () => memory.remove(key)),
  };
}
