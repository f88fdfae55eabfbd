import type { Environment } from "./environment";
import { Cell, type Live } from "./live";
import type { RoomView } from "./room-view";
import type { TokenStore } from "./tokens";
import type { Account, Card, DirectoryPage, LogIn, NewRoom, Room, RoomEntry, SessionInfo, SignUp, Status } from "./types";

export interface ParleyOptions extends Partial<Environment> {
  /** Where Parley is, as `https://chat.example`; several when there are several nodes: the next is tried when one does not answer. */
  readonly url: string | readonly string[];
  /** Where the session is kept; `localStorage` by default where there is one. */
  readonly tokens?: TokenStore;
}

/** A person's session with Parley: connection, rooms, people, and the messages on their way. */
export class Parley {
  readonly status: Live<Status> = new Cell<Status>({ state: "connecting" });
  /** The caller, once known; kept while offline. */
  readonly account: Live<Account | undefined> = new Cell<Account | undefined>(undefined);
  /** The caller's rooms, newest activity first; `undefined` until they were read once. */
  readonly rooms: Live<readonly RoomEntry[] | undefined> = new Cell<readonly RoomEntry[] | undefined>(undefined);
  /** Cards of the people seen so far, by id; unknown senders and members are looked up by themselves. */
  readonly users: Live<Readonly<Record<string, Card>>> = new Cell<Readonly<Record<string, Card>>>({});

  constructor(options: ParleyOptions) {
    void options;
  }

  /** Goes on with the stored session, if there is one; `status` tells what came of it: `signedOut` without one. */
  start(): Promise<void> { return todo(); }
  /** Closes the connection; the session, the outbox and what was loaded stay. */
  stop(): void { todo(); }

  /** Registers and signs in. Reasons: `username_taken`, `email_taken`, `weak_password`, `invalid_username`, `invalid_email`, `rate_limited`. */
  signUp(form: SignUp): Promise<Account> { void form; return todo(); }
  /** Reasons: `invalid_credentials`, `suspended`, `rate_limited`. */
  logIn(form: LogIn): Promise<Account> { void form; return todo(); }
  /** Ends the session here and on the server; a server that is not reachable does not keep one signed in. */
  logOut(): Promise<void> { return todo(); }
  /** The caller's log-ins on all devices. */
  sessions(): Promise<readonly SessionInfo[]> { return todo(); }
  /** Reasons: `session_not_found`. */
  revokeSession(id: string): Promise<void> { void id; return todo(); }
  revokeOtherSessions(): Promise<void> { return todo(); }
  /** Tries to connect now instead of waiting for the next attempt. */
  retryNow(): void { todo(); }

  /** The view of a room, one per id for the life of this object. */
  room(id: string): RoomView { void id; return todo(); }
  /** Reasons: `invalid_name`. */
  createRoom(room: NewRoom): Promise<RoomEntry> { void room; return todo(); }
  /** The direct room with that person, made when there was none. Reasons: `user_not_found`. */
  openDirect(userId: string): Promise<RoomEntry> { void userId; return todo(); }
  /** Reasons: `room_not_found`, `room_archived`. Joining again is harmless. */
  join(roomId: string): Promise<RoomEntry> { void roomId; return todo(); }
  /** Public rooms whose name matches `q`, by name. */
  directory(page?: { readonly q?: string; readonly cursor?: string; readonly limit?: number }): Promise<DirectoryPage> { void page; return todo(); }
  /** What is known of a room that one need not be in. Reasons: `room_not_found`. */
  lookUp(roomId: string): Promise<Room> { void roomId; return todo(); }
  /** People whose username or display name begins with `q`. */
  searchUsers(q: string, limit?: number): Promise<readonly Card[]> { void q; void limit; return todo(); }
}

function todo(): never { throw new Error("not there yet"); }
