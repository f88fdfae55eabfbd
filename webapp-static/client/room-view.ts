import type { Live } from "./live";
import type { Edit, Message, Role, RoomChange, RoomEntry, Seat, Timeline } from "./types";

/** One room as a program sees it: its timeline, its people, and what one can do in it. Errors are `ParleyError`. */
export interface RoomView {
  readonly id: string;
  /** The loaded window of the history; kept up to date by itself once something was loaded. */
  readonly timeline: Live<Timeline>;
  /** Ids of the others who are typing now. */
  readonly typing: Live<readonly string[]>;
  /** The members, once `loadMembers` was called; kept live afterwards. */
  readonly members: Live<readonly Seat[] | undefined>;
  /** The entry of the list of rooms, absent while the caller is not in it. */
  readonly entry: Live<RoomEntry | undefined>;

  /** Shows the newest page; does nothing when the window reaches the newest message already. */
  loadNewest(): Promise<void>;
  /** Adds the page before the window; repeated calls join the one under way. */
  loadBefore(): Promise<void>;
  /** Adds the page after the window; repeated calls join the one under way. */
  loadAfter(): Promise<void>;
  /** Shows a window around `seq`, keeping the present one when it holds it. */
  loadAround(seq: number): Promise<void>;
  /** Loads all members, page by page. */
  loadMembers(): Promise<void>;
  /** The message of that number, from the window or the server. Reasons: `message_not_found`. */
  message(seq: number): Promise<Message>;
  /** What a message said before each edit, oldest first. */
  edits(seq: number): Promise<readonly Edit[]>;

  /** Puts a message into the outbox, where it survives restarts, and returns its key; what becomes of it shows in `timeline.pending`. */
  send(content: string, options?: { readonly replyTo?: number }): string;
  /** Sends a failed message again, with the same key. */
  retry(key: string): void;
  /** Gives up a message that is failed or queued; one on the wire stays. */
  discard(key: string): void;
  /** Reasons: `not_allowed`, `message_deleted`, `message_too_long`, `empty_message`. A repeat is harmless. */
  edit(seq: number, content: string): Promise<Message>;
  /** Leaves a tombstone. Reasons: `not_allowed`. A repeat is harmless. */
  delete(seq: number): Promise<Message>;
  /** Adds or takes back one's reaction. Reasons: `invalid_emoji`, `too_many_reactions`, `message_deleted`. A repeat is harmless. */
  react(seq: number, emoji: string, on: boolean): Promise<Message>;

  /** Says that everything up to `seq` was read: counts at once, told to the server a moment later; never goes back. */
  read(seq: number): void;
  /** Makes `seq` and what follows unread again. */
  markUnread(seq: number): Promise<void>;
  /** Says that the caller types; call it on every key, it tells the server at most every 3 s. */
  type(): void;
  /** Says that the caller stopped typing without sending. */
  stopTyping(): void;

  /** Reasons: `not_allowed`, `invalid_name`, `direct_room`. */
  update(change: RoomChange): Promise<void>;
  /** Reasons: `not_allowed`, `user_not_found`, `direct_room`, `too_many_rooms`. Adding a member again is harmless. */
  add(userId: string): Promise<void>;
  /** Reasons: `not_allowed`, `last_owner`. */
  remove(userId: string): Promise<void>;
  /** Reasons: `not_allowed`, `last_owner`. */
  setRole(userId: string, role: Role): Promise<void>;
  /** Reasons: `last_owner`, `direct_room`. */
  leave(): Promise<void>;
}
