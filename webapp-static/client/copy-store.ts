import { openDatabase, transact } from "./database";
import type { Account, Card, Head, Message, Room, Seat } from "./types";

/** What was last known of a room: its place in the list, and the newest messages of a log that had come just as far. */
export interface RoomCopy {
  readonly id: string;
  readonly room: Room;
  readonly seat: Seat;
  readonly lastMessage?: Message;
  readonly lastReadSeq: number;
  readonly unread: number;
  readonly mentions: number;
  /** Where the log stood; the counts and the messages are of this moment. */
  readonly head: Head;
  /** The newest of the log, without holes; empty when none were loaded. */
  readonly messages: readonly Message[];
  /** There are older messages than the first. */
  readonly hasBefore: boolean;
  /** Of the people in these messages. */
  readonly cards: readonly Card[];
}

/** What was last known of a person's session. */
export interface Copy {
  readonly account: Account;
  readonly rooms: readonly RoomCopy[];
}

/** What has changed since the copy was written. */
export interface CopyChange {
  readonly account: Account;
  readonly rooms: readonly RoomCopy[];
  /** All rooms the person is in: what is kept of others goes. */
  readonly all: ReadonlySet<string>;
}

/** Where the copy of what was shown last is kept, so that it can be shown again before the server answers. */
export interface CopyStore {
  /** That of a person; nothing when there is none. */
  read(userId: string): Promise<Copy | undefined>;
  write(change: CopyChange): Promise<void>;
  /** Deletes everybody's: a copy does not outlive the session it was made in. */
  forget(): Promise<void>;
}

const PEOPLE = "people";
const ROOMS = "rooms";

/** Keeps it in IndexedDB, shared by all tabs; each tab writes what it knows last. */
export function durableCopy(factory: IDBFactory, name = "parley-copy"): CopyStore {
  const database = openDatabase(factory, name, { [PEOPLE]: "id", [ROOMS]: ["userId", "id"] });
  database.catch(() => undefined);
  const all = [PEOPLE, ROOMS];
  return {
    async read(userId) {
      const account = await transact(await database, all, "readonly", (stores) => stores.objectStore(PEOPLE).get(userId) as IDBRequest<Account | undefined>);
      if (!account) return undefined;
      const rooms = await transact(await database, all, "readonly", (stores) => stores.objectStore(ROOMS).getAll() as IDBRequest<{ userId: string; copy: RoomCopy }[]>);
      return { account, rooms: (rooms ?? []).filter((room) => room.userId === userId).map(({ copy }) => copy) };
    },
    async write({ account, rooms, all: ids }) {
      await transact(await database, all, "readwrite", (stores) => {
        for (const copy of rooms) stores.objectStore(ROOMS).put({ userId: account.id, id: copy.id, copy });
        const keys = stores.objectStore(ROOMS).getAllKeys();
        keys.onsuccess = () => {
          for (const [userId, id] of keys.result as [string, string][]) if (userId !== account.id || !ids.has(id)) stores.objectStore(ROOMS).delete([userId, id]);
        };
        return stores.objectStore(PEOPLE).put(account);
      });
    },
    async forget() {
      await transact(await database, all, "readwrite", (stores) => {
        for (const store of all) stores.objectStore(store).clear();
        return undefined;
      });
    },
  };
}
