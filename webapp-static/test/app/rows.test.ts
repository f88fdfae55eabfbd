import { expect, test } from "vitest";
import type { Message, Timeline } from "../../client";
import { rowsOf, stepOf } from "../../app/store/rows";

const START = new Date(2026, 0, 31, 9, 0).getTime();

function message(seq: number, senderId: string, minutes: number, more: Partial<Message> = {}): Message {
  return { id: `m${seq}`, roomId: "r", seq, rev: seq, senderId, kind: "text", content: `${seq}`, key: `k${seq}`, createdAt: new Date(START + minutes * 60_000).toISOString(), ...more };
}

function timeline(messages: readonly Message[], more: Partial<Timeline> = {}): Timeline {
  return { roomId: "r", state: "ready", messages, pending: [], hasBefore: true, hasAfter: false, ...more };
}

const marks = (rows: ReturnType<typeof rowsOf>) => rows.map((row) => `${row.id.split(" ").at(-1)}${row.day ? " day" : ""}${row.fresh ? " fresh" : ""}${row.tight ? " tight" : ""}`);

test("messages of one person within five minutes stand together", () => {
  const rows = rowsOf(timeline([message(1, "a", 0), message(2, "a", 4), message(3, "a", 9), message(4, "b", 9), message(5, "b", 10, { replyTo: 1 })]), "me", undefined);
  expect(marks(rows)).toEqual(["k1 day", "k2 tight", "k3", "k4", "k5"]);
});

test("a day and a system message part what would stand together", () => {
  const rows = rowsOf(timeline([message(1, "a", 0), message(2, "a", 1, { kind: "system" }), message(3, "a", 2), message(4, "a", 15 * 60 + 1), message(5, "a", 15 * 60 + 2)]), "me", undefined);
  expect(marks(rows)).toEqual(["k1 day", "m2", "k3", "k4 day", "k5 tight"]);
});

test("the new-message line stands above the first text of somebody else", () => {
  const rows = rowsOf(timeline([message(1, "a", 0), message(2, "me", 1), message(3, "a", 2, { kind: "system" }), message(4, "a", 3), message(5, "a", 4)]), "me", 1);
  expect(marks(rows)).toEqual(["k1 day", "k2", "m3", "k4 fresh", "k5 tight"]);
});

test("a message keeps its row from sending to being stored", () => {
  const pending = { key: "k2", roomId: "r", content: "2", createdAt: message(2, "me", 1).createdAt, state: "sending" as const };
  const before = rowsOf(timeline([message(1, "a", 0)], { pending: [pending] }), "me", undefined);
  const after = rowsOf(timeline([message(1, "a", 0), message(2, "me", 1)]), "me", undefined);
  expect(before.map((row) => row.id)).toEqual(after.map((row) => row.id));
});

test("what is on its way does not show in the midst of the history", () => {
  const pending = { key: "k9", roomId: "r", content: "9", createdAt: message(9, "me", 9).createdAt, state: "queued" as const };
  expect(rowsOf(timeline([message(1, "a", 0)], { pending: [pending], hasAfter: true }), "me", undefined)).toHaveLength(1);
});

test("the beginning of the room has a row of its own", () => {
  expect(marks(rowsOf(timeline([message(1, "a", 0)], { hasBefore: false }), "me", undefined))).toEqual(["origin", "k1 day"]);
});

test("growing in front, at the end, and jumping elsewhere are told apart", () => {
  const rows = (...seqs: number[]) => rowsOf(timeline(seqs.map((seq) => message(seq, "a", seq))), "me", undefined);
  expect(stepOf(rows(3, 4), rows(1, 2, 3, 4))).toEqual({ grewInFront: true, other: false });
  expect(stepOf(rows(3, 4), rows(3, 4, 5))).toEqual({ grewInFront: false, other: false });
  expect(stepOf(rows(3, 4), rows(90, 91))).toEqual({ grewInFront: false, other: true });
});
