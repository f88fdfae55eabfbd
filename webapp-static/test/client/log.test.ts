import { expect, test } from "vitest";
import type { Parley } from "../../client/parley";
import { lines, signedIn, world } from "./fixture";
import type { FakeServer } from "./fake-server";
import { settled } from "./test-clock";

function fetches(server: FakeServer): unknown[] {
  return server.commands.filter(({ address }) => address === "rooms.changes").map(({ body }) => body);
}

async function withHistory(count: number): Promise<ReturnType<typeof world> & { ann: Parley }> {
  const all = world();
  all.server.room("den", "ann", "bob");
  for (let i = 1; i <= count; i++) all.server.post("den", "bob", `m${i}`);
  return { ...all, ann: await signedIn(all.env, "ann") };
}

test("frames that arrive out of order are put in order without asking", async () => {
  const { clock, server, ann } = await withHistory(1);
  await ann.room("den").loadNewest();
  const held: (() => void)[] = [];
  server.network = (_, deliver) => void held.push(deliver);
  server.post("den", "bob", "m2");
  server.post("den", "bob", "m3");
  held[1]!();
  await settled();
  expect(lines(ann.room("den"))).toEqual(["1 m1"]);
  held[0]!();
  held[0]!();
  await settled();
  expect(lines(ann.room("den"))).toEqual(["1 m1", "2 m2", "3 m3"]);
  await clock.advance(5_000);
  expect(fetches(server)).toEqual([]);
});

test("a frame that never came is fetched, page by page", async () => {
  const { clock, server, ann } = await withHistory(1);
  await ann.room("den").loadNewest();
  server.changesLimit = 2;
  server.network = () => undefined;
  for (let i = 2; i <= 6; i++) server.post("den", "bob", `m${i}`);
  server.network = (_, deliver) => deliver();
  server.post("den", "bob", "m7");
  await clock.advance(200);
  expect(lines(ann.room("den"))).toEqual([1, 2, 3, 4, 5, 6, 7].map((seq) => `${seq} m${seq}`));
  expect(fetches(server)).toEqual([1, 3, 5].map((after) => ({ roomId: "den", after, epoch: 1 })));
});

test("a second gap that opens while the first is fetched is fetched too", async () => {
  const { clock, server, ann } = await withHistory(1);
  await ann.room("den").loadNewest();
  const lost = [2, 4];
  server.network = (frame, deliver) => { if (!lost.includes(frame.message?.seq)) deliver(); };
  server.answering = (address, deliver) => address === "rooms.changes" ? void clock.setTimeout(deliver, 1_000) : deliver();
  server.post("den", "bob", "m2");
  server.post("den", "bob", "m3");
  await clock.advance(500);
  server.post("den", "bob", "m4");
  server.post("den", "bob", "m5");
  await clock.advance(5_000);
  expect(lines(ann.room("den"))).toEqual([1, 2, 3, 4, 5].map((seq) => `${seq} m${seq}`));
});

test.each([
  ["that fails for now", { code: 503, reason: "unavailable", retryable: true }],
  ["in which the server is at fault", { code: 500, reason: "internal" }],
])("a fetch %s is repeated until it succeeds", async (_, refuse) => {
  const { clock, server, ann } = await withHistory(1);
  await ann.room("den").loadNewest();
  server.network = () => undefined;
  server.post("den", "bob", "m2");
  server.network = (_, deliver) => deliver();
  let refusals = 3;
  server.verdict = (address) => address === "rooms.changes" && refusals-- > 0 ? { refuse } : undefined;
  server.post("den", "bob", "m3");
  await clock.advance(10_000);
  expect(lines(ann.room("den"))).toEqual(["1 m1", "2 m2", "3 m3"]);
});

test("the newest page after a reset is asked for until it comes", async () => {
  const { clock, server, ann } = await withHistory(10);
  await ann.room("den").loadNewest();
  server.closeAll(1006);
  await settled();
  server.resetAfter = 5;
  for (let i = 11; i <= 20; i++) server.post("den", "bob", `m${i}`);
  let refusals = 3;
  server.verdict = (address) => address === "messages.history" && refusals-- > 0 ? { refuse: { code: 503, reason: "storage_unavailable", retryable: true } } : undefined;
  await clock.advance(30_000);
  expect(lines(ann.room("den"))).toHaveLength(20);
});

test("a reset forgets the window and shows the newest page, counted anew", async () => {
  const { clock, server, ann } = await withHistory(10);
  await ann.room("den").loadNewest();
  const den = server.rooms.get("den")!;
  server.closeAll(1006);
  await settled();
  server.resetAfter = 5;
  for (let i = 11; i <= 20; i++) server.post("den", "bob", `m${i}`);
  server.delete("den", 3);
  await clock.advance(3_000);
  expect(lines(ann.room("den")).slice(1, 4)).toEqual(["2 m2", "3 gone", "4 m4"]);
  expect(lines(ann.room("den"))).toHaveLength(20);
  expect(ann.room("den").entry.value).toMatchObject({ unread: 19, lastReadSeq: 0 });
  server.post("den", "bob", "m21");
  await settled();
  expect(lines(ann.room("den")).at(-1)).toBe("21 m21");
  expect(ann.room("den").entry.value).toMatchObject({ unread: server.counts(den, "ann").unread });
});

test("a log that was restored to an earlier state is taken over, with its epoch", async () => {
  const { clock, server, ann } = await withHistory(10);
  await ann.room("den").loadNewest();
  const den = server.rooms.get("den")!;
  den.log.splice(5);
  den.rev = 5;
  den.epoch = 2;
  server.post("den", "bob", "after the restore");
  await clock.advance(3_000);
  expect(lines(ann.room("den"))).toEqual(["1 m1", "2 m2", "3 m3", "4 m4", "5 m5", "6 after the restore"]);
  expect(ann.room("den").entry.value).toMatchObject({ unread: 6, head: { epoch: 2, rev: 6, seq: 6 } });
});

for (const loaded of [false, true]) {
  test(`a room ${loaded ? "that is shown" : "of the list"} is as it was restored, whatever was newer in the time that is lost`, async () => {
    const { clock, server, ann } = await withHistory(10);
    if (loaded) await ann.room("den").loadNewest();
    const den = server.rooms.get("den")!;
    den.log.splice(5);
    den.rev = 5;
    den.epoch = 2;
    den.room = { ...den.room, name: "before", version: 0 };
    server.closeAll(1006, "");
    await clock.advance(10_000);
    expect(ann.room("den").entry.value).toMatchObject({ room: { name: "before" }, lastMessage: { seq: 5 }, head: { epoch: 2, seq: 5 } });
  });
}

test("an empty room is followed from its first message on", async () => {
  const { server, ann } = await withHistory(0);
  await ann.room("den").loadNewest();
  expect(ann.room("den").timeline.value).toMatchObject({ state: "ready", messages: [], hasBefore: false, hasAfter: false });
  server.post("den", "bob", "first");
  await settled();
  expect(lines(ann.room("den"))).toEqual(["1 first"]);
  expect(ann.room("den").entry.value).toMatchObject({ unread: 1 });
});

test("a page that was read before a change does not undo it", async () => {
  const { clock, server, ann } = await withHistory(60);
  const den = ann.room("den");
  await den.loadNewest();
  server.answering = (address, deliver) => address === "messages.history" ? void clock.setTimeout(deliver, 1_000) : deliver();
  const older = den.loadBefore();
  await settled();
  server.edit("den", 5, "changed");
  await clock.advance(1_000);
  await older;
  expect(den.timeline.value.messages[4]).toMatchObject({ seq: 5, content: "changed" });
});

test("a page that could not be read changes nothing, so that whoever loads the next one after every change does not ask without end", async () => {
  const { clock, server, ann } = await withHistory(60);
  const den = ann.room("den");
  await den.loadNewest();
  let asked = 0;
  server.verdict = (address) => address === "messages.history" && ++asked > 0 ? { refuse: { code: 429, reason: "rate_limited", retryable: true } } : undefined;
  const load = (): unknown => clock.setTimeout(() => void den.loadBefore().catch(() => undefined), 16);
  const leave = den.timeline.subscribe(({ hasBefore }) => { if (hasBefore) load(); });
  await clock.advance(1_000);
  expect(asked).toBe(1);
  server.verdict = () => undefined;
  server.post("den", "bob", "m61");
  await clock.advance(1_000);
  expect(lines(den)).toHaveLength(61);
  leave();
});

test("the window grows at both ends and jumps, always without holes", async () => {
  const { server, ann } = await withHistory(300);
  const den = ann.room("den");
  const range = () => {
    const { messages, hasBefore, hasAfter } = den.timeline.value;
    expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, at) => messages[0]!.seq + at));
    return [messages[0]!.seq, messages.at(-1)!.seq, hasBefore, hasAfter];
  };
  await den.loadNewest();
  expect(range()).toEqual([251, 300, true, false]);
  await Promise.all([den.loadBefore(), den.loadBefore()]);
  expect(range()).toEqual([201, 300, true, false]);
  await den.loadAround(220);
  expect(range()).toEqual([201, 300, true, false]);
  await den.loadAround(100);
  expect(range()).toEqual([75, 124, true, true]);
  server.post("den", "bob", "m301");
  await settled();
  expect(range()).toEqual([75, 124, true, true]);
  await den.loadAfter();
  await den.loadBefore();
  expect(range()).toEqual([25, 174, true, true]);
  await Promise.all([den.loadBefore(), den.loadAround(280), den.loadBefore()]);
  await den.loadAfter();
  expect(range().slice(1)).toEqual([301, true, false]);
  await den.loadNewest();
  server.post("den", "bob", "m302");
  await settled();
  expect(range()[1]).toBe(302);
});

test("a first page that fails for want of a connection comes by itself later", async () => {
  const { clock, server, ann } = await withHistory(3);
  server.accepting = false;
  server.closeAll(1006);
  await settled();
  const load = ann.room("den").loadNewest();
  await expect(load).rejects.toMatchObject({ reason: "offline" });
  expect(ann.room("den").timeline.value).toMatchObject({ state: "failed", reason: "offline" });
  server.accepting = true;
  await clock.advance(60_000);
  expect(lines(ann.room("den"))).toEqual(["1 m1", "2 m2", "3 m3"]);
});

test("a jump that fails for want of a connection is not made later", async () => {
  const { clock, server, ann } = await withHistory(300);
  const den = ann.room("den");
  await den.loadNewest();
  server.accepting = false;
  server.closeAll(1006);
  await settled();
  await expect(den.loadAround(10)).rejects.toMatchObject({ reason: "offline" });
  server.accepting = true;
  await clock.advance(60_000);
  expect(ann.status.value.state).toBe("online");
  expect(den.timeline.value).toMatchObject({ state: "ready", hasAfter: false });
  expect(lines(den).at(-1)).toBe("300 m300");
});

test("one's own reaction is known although frames do not tell it", async () => {
  const { server, ann } = await withHistory(1);
  const den = ann.room("den");
  await den.loadNewest();
  for (let i = 0; i < 25; i++) server.react("den", 1, `u${i}`, "👍", true);
  const mine = () => den.timeline.value.messages[0]!.reactions?.map(({ count, mine }) => [count, mine]);
  await settled();
  expect(mine()).toEqual([[25, false]]);
  await den.react(1, "👍", true);
  expect(mine()).toEqual([[26, true]]);
  server.react("den", 1, "bob", "👍", true);
  await settled();
  expect(mine()).toEqual([[27, true]]);
  server.react("den", 1, "ann", "👍", false);
  await settled();
  expect(mine()).toEqual([[26, false]]);
});

test("a window that nobody looks at keeps its newest part only", async () => {
  const { server, ann } = await withHistory(10);
  const den = ann.room("den");
  await den.loadNewest();
  for (let i = 0; i < 300; i++) server.post("den", "bob", "more");
  await settled();
  expect(den.timeline.value.messages.length).toBeLessThanOrEqual(201);
  expect(den.timeline.value).toMatchObject({ hasBefore: true, hasAfter: false });
  const leave = den.timeline.subscribe(() => undefined);
  for (let i = 0; i < 300; i++) server.post("den", "bob", "more");
  await settled();
  expect(den.timeline.value.messages.length).toBeGreaterThan(400);
  leave();
});
