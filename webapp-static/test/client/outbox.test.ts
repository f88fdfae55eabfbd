import { IDBFactory } from "fake-indexeddb";
import { expect, test } from "vitest";
import type { Environment } from "../../client/environment";
import { Parley } from "../../client/parley";
import { memoryTokens, type TokenStore } from "../../client/tokens";
import { signedIn, world } from "./fixture";
import type { FakeServer } from "./fake-server";
import { settled } from "./test-clock";

function posts(server: FakeServer): { key: string; content: string }[] {
  return server.commands.filter(({ address }) => address === "messages.post").map(({ body }) => ({ key: body.key, content: body.content }));
}

function stored(server: FakeServer, roomId = "den"): string[] {
  return server.rooms.get(roomId)!.log.map(({ message }) => message.content);
}

async function den(parts: Partial<Environment> = {}): Promise<ReturnType<typeof world> & { ann: Parley }> {
  const all = world();
  all.server.room("den", "ann", "bob");
  const env = { ...all.env, ...parts };
  return { ...all, env, ann: await signedIn(env, "ann") };
}

async function restarted(env: Environment, tokens: TokenStore): Promise<Parley> {
  const parley = new Parley({ ...env, url: "http://parley.test", tokens });
  await parley.start();
  await settled();
  return parley;
}

test("a send without an answer is repeated with the same key, and stored once", async () => {
  const { clock, server, ann } = await den();
  let lost = 2;
  server.answering = (address, deliver) => { if (address !== "messages.post" || lost-- <= 0) deliver(); };
  const key = ann.room("den").send("hello");
  await clock.advance(20_000);
  expect(posts(server)).toEqual([{ key, content: "hello" }, { key, content: "hello" }, { key, content: "hello" }]);
  expect(stored(server)).toEqual(["hello"]);
  expect(ann.room("den").timeline.value.pending).toEqual([]);
});

test("a send that lost its connection is repeated with the same key on the next one", async () => {
  const { clock, server, ann } = await den();
  server.answering = (address, deliver) => { if (address === "messages.post" && posts(server).length === 1) server.closeAll(1006); else deliver(); };
  const key = ann.room("den").send("hello");
  await clock.advance(2_000);
  expect(posts(server).map((post) => post.key)).toEqual([key, key]);
  expect(stored(server)).toEqual(["hello"]);
});

test("messages of one room keep their order whatever fails in between", async () => {
  const { clock, server, ann } = await den();
  let refusals = 3;
  server.verdict = (address) => address === "messages.post" && refusals-- > 0 ? { refuse: { code: 503, reason: "storage_unavailable", retryable: true } } : undefined;
  for (const content of ["one", "two", "three", "four"]) ann.room("den").send(content);
  await clock.advance(60_000);
  expect(stored(server)).toEqual(["one", "two", "three", "four"]);
});

test("rooms do not wait for each other", async () => {
  const { server, ann } = await den();
  server.room("attic", "ann");
  server.verdict = (address, body) => address === "messages.post" && body.roomId === "den" ? "silent" : undefined;
  ann.room("den").send("waits");
  ann.room("attic").send("goes");
  await settled();
  expect(stored(server, "attic")).toEqual(["goes"]);
});

test("a limit is kept, however much is written meanwhile", async () => {
  const { clock, server, ann } = await den();
  server.verdict = (address) => address === "messages.post" && posts(server).length === 1
    ? { refuse: { code: 429, reason: "rate_limited", retryable: true, details: { retryAfterMs: 4_000 } } } : undefined;
  ann.room("den").send("one");
  await settled();
  ann.room("den").send("two");
  await clock.advance(3_900);
  expect(posts(server)).toHaveLength(1);
  await clock.advance(1_000);
  expect(stored(server)).toEqual(["one", "two"]);
});

test("a refused message says why, lets the next ones pass, and can be sent again with its key or given up", async () => {
  const { server, ann } = await den();
  const room = ann.room("den");
  server.verdict = (address, body) => address === "messages.post" && body.content === "bad" ? { refuse: { code: 403, reason: "not_allowed" } } : undefined;
  const bad = room.send("bad");
  const worse = room.send("bad");
  room.send("good");
  await settled();
  expect(stored(server)).toEqual(["good"]);
  expect(room.timeline.value.pending).toMatchObject([{ key: bad, state: "failed", reason: "not_allowed" }, { key: worse, state: "failed" }]);
  room.discard(worse);
  server.verdict = () => undefined;
  room.retry(bad);
  await settled();
  expect(stored(server)).toEqual(["good", "bad"]);
  expect(server.rooms.get("den")!.log.at(-1)!.message.key).toBe(bad);
  expect(room.timeline.value.pending).toEqual([]);
});

test("a message that no frame can hold fails without ending the connection", async () => {
  const { server, ann } = await den();
  ann.room("den").send("🦜".repeat(17_000));
  await settled();
  expect(ann.room("den").timeline.value.pending).toMatchObject([{ state: "failed", reason: "too_large" }]);
  expect(posts(server)).toEqual([]);
  expect(ann.status.value.state).toBe("online");
});

test("a key that the server knows for another content is a failure, not a second message", async () => {
  const { server, ann } = await den({ uuid: () => "same" });
  server.post("den", "ann", "first", { key: "same" });
  server.verdict = () => undefined;
  ann.room("den").send("second");
  await settled();
  expect(ann.room("den").timeline.value.pending).toMatchObject([{ state: "failed", reason: "idempotency_conflict" }]);
  expect(stored(server)).toEqual(["first"]);
});

test("a fault of the server is tried again a few times, and then shown", async () => {
  const { clock, server, ann } = await den();
  server.verdict = (address) => address === "messages.post" ? { refuse: { code: 500, reason: "internal" } } : undefined;
  ann.room("den").send("hello");
  await clock.advance(300_000);
  expect(ann.room("den").timeline.value.pending).toMatchObject([{ state: "failed", reason: "internal" }]);
  expect(posts(server)).toHaveLength(9);
});

test("what was not sent survives a restart, in order, with its keys", async () => {
  const indexedDB = new IDBFactory();
  const tokens = memoryTokens();
  const all = world();
  all.server.room("den", "ann", "bob");
  const env = { ...all.env, indexedDB };
  const before = await signedIn(env, "ann", tokens);
  before.stop();
  const keys = ["one", "two", "three"].map((content) => before.room("den").send(content));
  await settled();
  expect(before.room("den").timeline.value.pending.map(({ state }) => state)).toEqual(["queued", "queued", "queued"]);
  await restarted(env, tokens);
  await settled();
  expect(posts(all.server)).toEqual([{ key: keys[0], content: "one" }, { key: keys[1], content: "two" }, { key: keys[2], content: "three" }]);
  const after = await restarted(env, tokens);
  expect(after.room("den").timeline.value.pending).toEqual([]);
  expect(stored(all.server)).toEqual(["one", "two", "three"]);
});

test("a failed message is still there, and still failed, after a restart", async () => {
  const tokens = memoryTokens();
  const all = world();
  all.server.room("den", "ann", "bob");
  const env = { ...all.env, indexedDB: new IDBFactory() };
  all.server.verdict = (address) => address === "messages.post" ? { refuse: { code: 400, reason: "message_too_long" } } : undefined;
  const before = await signedIn(env, "ann", tokens);
  before.room("den").send("long");
  await settled();
  before.stop();
  const after = await restarted(env, tokens);
  await after.room("den").loadNewest();
  expect(after.room("den").timeline.value.pending).toMatchObject([{ content: "long", state: "failed", reason: "message_too_long" }]);
});

test("several tabs send what a closed one left once, and in order", async () => {
  const tokens = memoryTokens();
  const all = world();
  all.server.room("den", "ann", "bob");
  const env = { ...all.env, indexedDB: new IDBFactory() };
  const closed = await signedIn(env, "ann", tokens);
  closed.stop();
  for (const content of ["one", "two", "three"]) closed.room("den").send(content);
  await settled();
  await Promise.all([restarted(env, tokens), restarted(env, tokens), restarted(env, tokens)]);
  await settled();
  expect(posts(all.server).map(({ content }) => content)).toEqual(["one", "two", "three"]);
  expect(stored(all.server)).toEqual(["one", "two", "three"]);
});

test("another person on the same device does not send it, and logging out gives it up", async () => {
  const all = world();
  all.server.room("den", "ann", "bob");
  const env = { ...all.env, indexedDB: new IDBFactory() };
  const ann = await signedIn(env, "ann");
  ann.stop();
  ann.room("den").send("left behind");
  await settled();
  await signedIn(env, "bob");
  await settled();
  expect(posts(all.server)).toEqual([]);
  await ann.logOut();
  await settled();
  await signedIn(env, "ann");
  await settled();
  expect(posts(all.server)).toEqual([]);
});

test("logging out gives up what another tab has kept meanwhile", async () => {
  const tokens = memoryTokens();
  const all = world();
  all.server.room("den", "ann", "bob");
  const env = { ...all.env, indexedDB: new IDBFactory() };
  const one = await signedIn(env, "ann", tokens);
  const other = await restarted(env, tokens);
  other.stop();
  other.room("den").send("left behind");
  await settled();
  await one.logOut();
  await signedIn(env, "ann");
  await settled();
  expect(posts(all.server)).toEqual([]);
});

test("without a store that works messages are sent all the same", async () => {
  const broken = { open: () => { throw new Error("denied"); } } as unknown as IDBFactory;
  const { server, ann } = await den({ indexedDB: broken });
  ann.room("den").send("hello");
  await settled();
  expect(stored(server)).toEqual(["hello"]);
});
