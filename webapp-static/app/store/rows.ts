import type { Message, Pending, Timeline } from "../../client";
import { dayOf } from "../format/time";

/** One row of the timeline: what it shows, and what stands above it. */
export interface Row {
  /** Stays the same from the moment a message is sent until it is stored and changed. */
  readonly id: string;
  readonly kind: "origin" | "message" | "system" | "pending";
  readonly at: string;
  readonly senderId: string;
  readonly message?: Message;
  readonly pending?: Pending;
  /** A day separator stands above. */
  readonly day: boolean;
  /** The new-message line stands above. */
  readonly fresh: boolean;
  /** Belongs to the row above: no face and no name. */
  readonly tight: boolean;
}

const TOGETHER_MS = 5 * 60_000;

type Bare = Omit<Row, "day" | "fresh" | "tight">;

/** What is known of a row before its neighbours are; `row` is the one made of it last. */
interface Known {
  readonly bare: Bare;
  readonly ms: number;
  readonly dayNumber: number;
  row?: Row;
}

/** Messages do not change, so each is looked at once however often the rows are made anew. */
const known = new WeakMap<Message, Known>();

/** The rows of a timeline for `me`; the new-message line stands after message `freshAfter`. Rows that show the same as before are the same objects. */
export function rowsOf(timeline: Timeline, me: string, freshAfter: number | undefined): Row[] {
  const rows: Row[] = [];
  if (timeline.state === "ready" && !timeline.hasBefore) rows.push(origin(timeline));
  let previous: Known | undefined;
  let marked = freshAfter === undefined;
  const push = (next: Known, fresh: boolean) => {
    const day = previous?.dayNumber !== next.dayNumber;
    const tight = !day && !fresh && next.bare.kind !== "system" && follows(next, previous!);
    const { row } = next;
    rows.push(row && row.day === day && row.fresh === fresh && row.tight === tight ? row : next.row = { ...next.bare, day, fresh, tight });
    previous = next;
  };
  for (const message of timeline.messages) {
    const fresh = !marked && message.seq > freshAfter! && message.kind === "text" && message.senderId !== me;
    marked ||= fresh;
    push(knownOf(message), fresh);
  }
  if (!timeline.hasAfter) for (const pending of timeline.pending) push(about(waiting(pending, me)), false);
  return rows;
}

function origin(timeline: Timeline): Row {
  return { id: "origin", kind: "origin", at: timeline.messages[0]?.createdAt ?? "", senderId: "", day: false, fresh: false, tight: false };
}

function knownOf(message: Message): Known {
  let found = known.get(message);
  if (!found) known.set(message, found = about(rowOf(message)));
  return found;
}

function about(bare: Bare): Known {
  return { bare, ms: Date.parse(bare.at), dayNumber: dayOf(bare.at) };
}

function rowOf(message: Message): Bare {
  return {
    id: message.kind === "system" ? message.id : `${message.senderId} ${message.key}`,
    kind: message.kind === "system" ? "system" : "message",
    at: message.createdAt, senderId: message.senderId, message,
  };
}

function waiting(pending: Pending, me: string): Bare {
  return { id: `${me} ${pending.key}`, kind: "pending", at: pending.createdAt, senderId: me, pending };
}

function follows({ bare, ms }: Known, previous: Known): boolean {
  return previous.bare.kind !== "system" && previous.bare.senderId === bare.senderId
    && (bare.message ?? bare.pending)?.replyTo === undefined
    && ms - previous.ms < TOGETHER_MS;
}

function samePending(a: Pending | undefined, b: Pending | undefined): boolean {
  return a === b || a?.key === b?.key && a?.state === b?.state && a?.reason === b?.reason;
}

/** Whether two rows show the same. */
export function sameRow(a: Row, b: Row): boolean {
  return a === b || a.message === b.message && samePending(a.pending, b.pending) && a.kind === b.kind
    && a.day === b.day && a.fresh === b.fresh && a.tight === b.tight && a.at === b.at;
}

/** How a new list of rows follows from the one before: older rows came in front, or it is another window altogether. */
export function stepOf(before: readonly { readonly id: string }[], after: readonly { readonly id: string }[]): { readonly grewInFront: boolean; readonly other: boolean } {
  const first = before.find((row) => row.id !== "origin");
  if (!first || after.length === 0) return { grewInFront: false, other: before.length === 0 || after.length === 0 || !first };
  const place = after.findIndex((row) => row.id === first.id);
  return { grewInFront: place > before.indexOf(first), other: place < 0 };
}
