/** How people appear beside what they wrote. */
export interface Card {
  readonly id: string;
  readonly username: string;
  readonly displayName: string;
}

/** Oneself. */
export interface Account {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly displayName: string;
  readonly role: "admin" | "member";
  readonly status: "active" | "suspended";
  readonly createdAt: string;
}

export type RoomKind = "public" | "private" | "direct";
export type Role = "owner" | "admin" | "moderator" | "member" | "guest";

/** A room; `version` grows with every change of it, the greater one is the newer one. */
export interface Room {
  readonly id: string;
  readonly kind: RoomKind;
  readonly name?: string;
  readonly topic?: string;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly archivedAt?: string;
  readonly memberCount: number;
  readonly version: number;
  /** The two user ids of a direct room; one when it is with oneself. */
  readonly peers?: readonly string[];
}

/** A membership; the counters are there only on one's own seat, where an answer says so. */
export interface Seat {
  readonly roomId: string;
  readonly userId: string;
  readonly role: Role;
  readonly joinedAt: string;
  readonly lastReadSeq?: number;
  readonly unread?: number;
  readonly mentions?: number;
  /** Grows with every move of the caller's read marker. */
  readonly readVersion?: number;
}

export interface Reaction {
  readonly emoji: string;
  readonly count: number;
  /** The first 20 who reacted with it. */
  readonly users: readonly string[];
  /** Whether the caller is among them; in snapshots of this library always told. */
  readonly mine?: boolean;
}

/** What a system message reports; its message's `senderId` is who did it. */
export interface SystemEvent {
  readonly type:
    | "room.created" | "room.renamed" | "room.topic" | "room.archived" | "room.unarchived"
    | "member.joined" | "member.added" | "member.left" | "member.removed" | "member.role";
  readonly userId?: string;
  readonly name?: string;
  readonly role?: Role;
}

/** A message; with `deletedAt` it is a tombstone: empty, without reactions and mentions, keeping its place in the numbering. */
export interface Message {
  readonly id: string;
  readonly roomId: string;
  readonly seq: number;
  readonly rev: number;
  readonly senderId: string;
  readonly kind: "text" | "system";
  readonly content: string;
  readonly key: string;
  readonly createdAt: string;
  readonly editedAt?: string;
  readonly deletedAt?: string;
  /** The `seq` of the message in the same room that this one answers. */
  readonly replyTo?: number;
  readonly mentions?: readonly string[];
  readonly reactions?: readonly Reaction[];
  readonly event?: SystemEvent;
}

/** What a message said before an edit. */
export interface Edit {
  readonly content: string;
  readonly at: string;
}

/** How far the log of a room has come: the cursor `(epoch, rev)` and the greatest `seq`. */
export interface Head {
  readonly epoch: number;
  readonly rev: number;
  readonly seq: number;
}

/** A log-in of the caller on some device. */
export interface SessionInfo {
  readonly id: string;
  readonly device: string;
  readonly address: string;
  readonly createdAt: string;
  readonly lastUsedAt: string;
  readonly current: boolean;
}

/** A room the caller is in, as the list of rooms shows it; the counters are live. */
export interface RoomEntry {
  readonly room: Room;
  readonly seat: Seat;
  readonly lastMessage?: Message;
  /** Visible messages after `lastReadSeq` that are neither the caller's, nor system messages, nor deleted. */
  readonly unread: number;
  /** Those of `unread` that mention the caller. */
  readonly mentions: number;
  readonly lastReadSeq: number;
  readonly head: Head;
}

/**
 * A message of the caller on its way.
 * `queued`: waits for the connection or for its turn; `sending`: on the wire; `sent`: acknowledged, its message is about to show;
 * `failed`: refused, `reason` says why; `RoomView.retry` or `RoomView.discard` decide what becomes of it.
 */
export interface Pending {
  readonly key: string;
  readonly roomId: string;
  readonly content: string;
  readonly replyTo?: number;
  readonly createdAt: string;
  readonly state: "queued" | "sending" | "sent" | "failed";
  readonly reason?: string;
}

/** What is loaded of a room's history: one window without holes, ascending by `seq`, and what the caller has under way. */
export interface Timeline {
  readonly roomId: string;
  /** `empty`: nothing asked for yet; `loading`: the first page is under way; `failed`: it could not be had, see `reason`. */
  readonly state: "empty" | "loading" | "ready" | "failed";
  readonly reason?: string;
  readonly messages: readonly Message[];
  /** In the order of sending; none of them is in `messages`. Shown after them, when `hasAfter` is false. */
  readonly pending: readonly Pending[];
  /** There are older messages than the first of the window. */
  readonly hasBefore: boolean;
  /** There are newer messages than the last of the window. While false, new messages join the window by themselves. */
  readonly hasAfter: boolean;
  readonly head?: Head;
}

/**
 * The state of the connection. `retryAt` (milliseconds of the local clock) says when the next attempt is made while `offline`;
 * `reason` why the session ended: `signed_out`, `invalid_refresh_token`, `suspended`.
 */
export interface Status {
  readonly state: "connecting" | "online" | "offline" | "signedOut";
  readonly retryAt?: number;
  readonly reason?: string;
}

export type SignUp = { readonly username: string; readonly email: string; readonly password: string; readonly displayName?: string };
export type LogIn = { readonly email: string; readonly password: string };
/** A room to be made. The same `key` of the same person is the same room, for ever; without one the library takes care of it. */
export type NewRoom = { readonly name: string; readonly kind: "public" | "private"; readonly topic?: string; readonly key?: string };
export type RoomChange = { readonly name?: string; readonly topic?: string; readonly archived?: boolean };
/** A page of public rooms; `joined` are the ids of those the caller is in; `cursor` asks for the next page, absent on the last. */
export type DirectoryPage = { readonly rooms: readonly Room[]; readonly joined: readonly string[]; readonly cursor?: string };
