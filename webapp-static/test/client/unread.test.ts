import { expect, test } from "vitest";
import type { Message } from "../../client/types";
import { Unread } from "../../client/unread";
import { signedIn, world } from "./fixture";
import { settled } from "./test-clock";

const EPOCH = 1;

function head(rev: number, seq: number): { epoch: number; rev: number; seq: number } {
  return { epoch: EPOCH, rev, seq };
}

function message(seq: number, rev: number, more: Partial<Message> = {}): Message {
  return { id: `m${seq}`, roomId: "den", seq, rev, senderId: "bob", kind: "text", content: "text", key: `k${seq}`, createdAt: "2026-01-31T09:00:00.000Z", ...more };
}

function started(unread: number, mentions: number, lastReadSeq = 10 - unread): Unread {
  const counter = new Unread(() => "ann");
  counter.begin({ lastReadSeq, unread, mentions }, head(10, 10), false);
  return counter;
}

/** Applies a change that came as a frame. */
function live(counter: Unread, change: Message): void {
  counter.change(change, EPOCH, change.rev - 1);
}

test("messages of others count, mentions apart; one's own and system messages do not", () => {
  const counter = started(0, 0);
  live(counter, message(11, 11));
  live(counter, message(12, 12, { mentions: ["cyd", "ann"] }));
  live(counter, message(13, 13, { kind: "system", senderId: "bob" }));
  expect(counter.counts).toEqual({ lastReadSeq: 10, unread: 2, mentions: 1 });
  live(counter, message(14, 14, { senderId: "ann" }));
  expect(counter.counts).toEqual({ lastReadSeq: 14, unread: 0, mentions: 0 });
});

test("a deletion takes away what the message had added, once", () => {
  const counter = started(3, 0);
  live(counter, message(11, 11, { mentions: ["ann"] }));
  live(counter, message(11, 12, { deletedAt: "now", content: "" }));
  live(counter, message(9, 13, { deletedAt: "now", content: "" }));
  live(counter, message(2, 14, { deletedAt: "now", content: "" }));
  expect(counter.counts).toEqual({ lastReadSeq: 7, unread: 2, mentions: 0 });
  expect(counter.settle()).toBe(true);
});

test("an edit that mentions the reader counts, and one that takes the mention back does too", () => {
  const counter = started(0, 0);
  live(counter, message(11, 11));
  live(counter, message(11, 12, { mentions: ["ann"], editedAt: "now" }));
  expect(counter.counts).toMatchObject({ unread: 1, mentions: 1 });
  live(counter, message(11, 13, { editedAt: "now" }));
  expect(counter.counts).toMatchObject({ unread: 1, mentions: 0 });
});

test("whether a message that was never seen had mentioned the reader is not guessed", () => {
  const counter = started(3, 1);
  live(counter, message(9, 11, { deletedAt: "now", content: "" }));
  expect(counter.counts).toMatchObject({ unread: 2 });
  expect(counter.settle()).toBe(false);
  counter.adopt({ lastReadSeq: 7, unread: 2, mentions: 0 }, head(11, 10));
  expect(counter.settle()).toBe(true);
  expect(counter.counts).toEqual({ lastReadSeq: 7, unread: 2, mentions: 0 });
});

test("a page that shows what lies after the marker makes the counts certain", () => {
  const counter = started(3, 1);
  live(counter, message(9, 11, { deletedAt: "now", content: "" }));
  counter.learn([message(8, 8, { mentions: ["ann"] }), message(9, 11, { deletedAt: "now", content: "" }), message(10, 10)], head(11, 10));
  expect(counter.settle()).toBe(true);
  expect(counter.counts).toEqual({ lastReadSeq: 7, unread: 2, mentions: 1 });
});

test("a reaction counts nothing", () => {
  const counter = started(3, 1);
  live(counter, message(9, 11, { reactions: [{ emoji: "👍", count: 1, users: ["bob"] }] }));
  expect(counter.counts).toEqual({ lastReadSeq: 7, unread: 3, mentions: 1 });
  expect(counter.settle()).toBe(true);
});

test("changes that the server's counts include are not counted again", () => {
  const counter = started(0, 0);
  live(counter, message(11, 11));
  counter.adopt({ lastReadSeq: 10, unread: 3, mentions: 0 }, head(13, 13));
  live(counter, message(12, 12));
  live(counter, message(13, 13));
  live(counter, message(14, 14));
  expect(counter.counts).toMatchObject({ unread: 4 });
});

test("counts that are older than what was counted give their marker only", () => {
  const counter = started(0, 0);
  for (const seq of [11, 12, 13]) live(counter, message(seq, seq));
  counter.adopt({ lastReadSeq: 11, unread: 1, mentions: 0 }, head(12, 12));
  expect(counter.counts).toEqual({ lastReadSeq: 11, unread: 2, mentions: 0 });
  expect(counter.settle()).toBe(true);
});

test("a state that was passed over while the server counted is not taken for known", () => {
  const counter = started(0, 0);
  live(counter, message(11, 11));
  counter.adopt({ lastReadSeq: 10, unread: 1, mentions: 1 }, head(14, 11));
  counter.change(message(11, 20, { mentions: ["ann"], editedAt: "now" }), EPOCH, 11);
  expect(counter.counts).toMatchObject({ unread: 1, mentions: 1 });
});

test("one's own message in the middle of a page of changes counts what came after it", () => {
  const counter = started(0, 0);
  counter.change(message(11, 11), EPOCH, 10);
  counter.change(message(13, 13), EPOCH, 10);
  counter.change(message(12, 14, { senderId: "ann", editedAt: "now" }), EPOCH, 10);
  expect(counter.counts).toEqual({ lastReadSeq: 12, unread: 1, mentions: 0 });
  expect(counter.settle()).toBe(true);
});

test("a marker that is moved on two devices at once ends where the server has it", async () => {
  const { clock, server, env } = world();
  server.room("den", "ann", "bob");
  for (let i = 0; i < 10; i++) server.post("den", "bob", "text");
  const [here, there] = [await signedIn(env, "ann"), await signedIn(env, "ann")];
  server.answering = (address, deliver) => address === "rooms.read" ? void clock.setTimeout(deliver, 700) : deliver();
  here.room("den").read(10);
  await clock.advance(600);
  void there.room("den").markUnread(4);
  await clock.advance(5_000);
  expect(server.counts(server.rooms.get("den")!, "ann")).toMatchObject({ lastReadSeq: 3, unread: 7 });
  for (const device of [here, there]) expect(device.room("den").entry.value).toMatchObject({ lastReadSeq: 3, unread: 7 });
});

test("a marker that comes late does not go back behind one's own message", () => {
  const counter = started(3, 0);
  live(counter, message(11, 11, { senderId: "ann" }));
  counter.adopt({ lastReadSeq: 9, unread: 1, mentions: 0 }, head(10, 10));
  expect(counter.counts).toEqual({ lastReadSeq: 11, unread: 0, mentions: 0 });
  counter.adopt({ lastReadSeq: 9, unread: 1, mentions: 0 }, head(11, 11));
  expect(counter.counts.lastReadSeq).toBe(9);
});

test("moves of the marker that come late or twice change nothing", async () => {
  const { clock, server, env } = world();
  const den = server.room("den", "ann", "bob");
  for (let i = 0; i < 10; i++) server.post("den", "bob", "text");
  const [here, there] = [await signedIn(env, "ann"), await signedIn(env, "ann")];
  const held: (() => void)[] = [];
  let lists = 0;
  server.answering = (address, deliver) => {
    if (address === "rooms.list") lists++;
    deliver();
  };
  server.network = (body, deliver) => body.type === "read.advanced" ? void held.push(deliver, deliver) : deliver();
  there.room("den").read(8);
  await clock.advance(1_000);
  await there.room("den").markUnread(4);
  there.room("den").read(6);
  await clock.advance(1_000);
  for (const deliver of held.reverse()) deliver();
  await settled();
  expect(server.counts(den, "ann")).toMatchObject({ lastReadSeq: 6, unread: 4 });
  for (const device of [here, there]) expect(device.room("den").entry.value).toMatchObject({ lastReadSeq: 6, unread: 4 });
  expect(lists).toBe(0);
});

test("what was read is told when the connection is back", async () => {
  const { clock, server, env } = world();
  server.room("den", "ann", "bob");
  for (let i = 0; i < 10; i++) server.post("den", "bob", "text");
  const ann = await signedIn(env, "ann");
  server.closeAll(1006);
  await settled();
  ann.room("den").read(8);
  expect(ann.room("den").entry.value).toMatchObject({ unread: 2 });
  await clock.advance(5_000);
  expect(server.counts(server.rooms.get("den")!, "ann")).toMatchObject({ lastReadSeq: 8, unread: 2 });
  expect(ann.room("den").entry.value).toMatchObject({ lastReadSeq: 8, unread: 2 });
});
