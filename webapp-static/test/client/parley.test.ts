import { expect, test } from "vitest";
import { environment } from "../../client/environment";
import { lines, signedIn, world } from "./fixture";
import { settled } from "./test-clock";

test("a message of somebody else shows in the timeline and counts as unread until it is read", async () => {
  const { clock, server, env } = world();
  server.room("den", "ann", "bob");
  const ann = await signedIn(env, "ann");
  const den = ann.room("den");
  await den.loadNewest();
  server.post("den", "bob", "hello", { mentions: ["ann"] });
  server.post("den", "bob", "joined", { kind: "system" });
  await settled();
  expect(lines(den)).toEqual(["1 hello", "2 joined"]);
  expect(ann.rooms.value).toMatchObject([{ unread: 1, mentions: 1, lastReadSeq: 0, lastMessage: { seq: 2 } }]);
  den.read(2);
  await settled();
  expect(ann.rooms.value).toMatchObject([{ unread: 0, mentions: 0, lastReadSeq: 2 }]);
  await clock.advance(600);
  expect(server.commands.filter(({ address }) => address === "rooms.read").map(({ body }) => body)).toEqual([{ roomId: "den", seq: 2 }]);
});

test("a list of rooms that comes in pages is whole", async () => {
  const { server, env } = world();
  for (let i = 0; i < 5; i++) server.room(`room${i}`, "ann");
  server.listLimit = 2;
  const ann = await signedIn(env, "ann");
  expect(ann.rooms.value?.map(({ room }) => room.id).toSorted()).toEqual(["room0", "room1", "room2", "room3", "room4"]);
});

test("a sent message shows at once as pending and once as a message", async () => {
  const { server, env } = world();
  server.room("den", "ann", "bob");
  const ann = await signedIn(env, "ann");
  const den = ann.room("den");
  await den.loadNewest();
  const shown: string[] = [];
  den.timeline.subscribe(({ messages, pending }) => shown.push([...messages.map((m) => m.content), ...pending.map((p) => `(${p.content} ${p.state})`)].join()));
  den.send("hello");
  expect(shown.at(-1)).toBe("(hello queued)");
  await settled();
  expect(new Set(shown)).toEqual(new Set(["", "(hello queued)", "(hello sending)", "hello"]));
  expect(shown.at(-1)).toBe("hello");
});

test("rooms come and go while the client is online", async () => {
  const { clock, server, env } = world();
  const ann = await signedIn(env, "ann");
  expect(ann.rooms.value).toEqual([]);
  server.room("den", "bob", "ann");
  server.post("den", "bob", "welcome");
  await clock.advance(200);
  expect(ann.rooms.value).toMatchObject([{ room: { id: "den" }, unread: 1 }]);
  server.post("den", "bob", "again");
  await settled();
  expect(ann.rooms.value).toMatchObject([{ unread: 2 }]);
  server.unseat("den", "ann");
  server.post("den", "bob", "without ann");
  await settled();
  expect(ann.rooms.value).toEqual([]);
  expect((await ann.join("den")).unread).toBe(0);
  expect((await ann.createRoom({ name: "attic", kind: "public" })).room.name).toBe("attic");
});

test("a room whose answer was lost is asked for with the same key, and every other room with another", async () => {
  const { clock, server, env } = world();
  const ann = await signedIn(env, "ann");
  const keys = (): string[] => server.commands.filter(({ address }) => address === "rooms.create").map(({ body }) => body.key);
  server.answering = (address, deliver) => { if (address !== "rooms.create") deliver(); };
  const lost = expect(ann.createRoom({ name: "attic", kind: "public" })).rejects.toMatchObject({ retryable: true });
  await clock.advance(20_000);
  await lost;
  server.answering = (_, deliver) => deliver();
  server.verdict = (address) => (address === "rooms.create" ? { refuse: { code: 500, reason: "internal" } } : undefined);
  await expect(ann.createRoom({ name: "attic", kind: "public" })).rejects.toMatchObject({ reason: "internal" });
  server.verdict = () => undefined;
  expect((await ann.createRoom({ name: "attic", kind: "public" })).room.name).toBe("attic");
  expect(keys()).toEqual([keys()[0], keys()[0], keys()[0]]);
  await ann.createRoom({ name: "attic", kind: "public", topic: "dust" });
  await ann.createRoom({ name: "cellar", kind: "public" });
  await ann.createRoom({ name: "cellar", kind: "public" });
  await ann.createRoom({ name: "garden", kind: "public", key: "given" });
  expect(new Set(keys().slice(2)).size).toBe(5);
  expect(keys().at(-1)).toBe("given");
});

test("a room that was refused, or asked for long ago, is asked for with another key", async () => {
  const { clock, server, env } = world();
  const ann = await signedIn(env, "ann");
  const keys = (): string[] => server.commands.filter(({ address }) => address === "rooms.create").map(({ body }) => body.key);
  const refuse = (refusal: { code: number; reason: string; retryable?: boolean }): void => { server.verdict = (address) => (address === "rooms.create" ? { refuse: refusal } : undefined); };
  refuse({ code: 404, reason: "room_not_found" });
  await expect(ann.createRoom({ name: "attic", kind: "private" })).rejects.toMatchObject({ reason: "room_not_found" });
  refuse({ code: 503, reason: "unavailable", retryable: true });
  await expect(ann.createRoom({ name: "attic", kind: "private" })).rejects.toMatchObject({ retryable: true });
  await clock.advance(121_000);
  server.verdict = () => undefined;
  await ann.createRoom({ name: "attic", kind: "private" });
  expect(new Set(keys()).size).toBe(3);
});

test("after a loss everything catches up by itself", async () => {
  const { clock, server, env } = world();
  server.room("den", "ann", "bob");
  server.room("attic", "ann", "bob");
  for (let i = 1; i <= 3; i++) server.post("den", "bob", `m${i}`);
  const ann = await signedIn(env, "ann");
  await ann.room("den").loadNewest();
  server.closeAll(1006);
  await settled();
  expect(ann.status.value.state).toBe("offline");
  server.post("den", "bob", "m4");
  server.edit("den", 1, "m1 changed");
  server.delete("den", 2);
  server.post("attic", "bob", "a1");
  await clock.advance(1_000);
  expect(ann.status.value.state).toBe("online");
  expect(lines(ann.room("den"))).toEqual(["1 m1 changed", "2 gone", "3 m3", "4 m4"]);
  const unread = Object.fromEntries(ann.rooms.value!.map((entry) => [entry.room.id, entry.unread]));
  expect(unread).toEqual({ den: 3, attic: 1 });
});

test("typing is told at most every 3 s, and dropped 8 s after the last word of it", async () => {
  const { clock, server, env } = world();
  server.room("den", "ann", "bob");
  const ann = await signedIn(env, "ann");
  const bob = await signedIn(env, "bob");
  for (let key = 0; key < 10; key++) {
    bob.room("den").type();
    await clock.advance(400);
  }
  expect(server.commands.filter(({ address }) => address === "typing.start")).toHaveLength(2);
  expect(ann.room("den").typing.value).toEqual(["bob"]);
  expect(bob.room("den").typing.value).toEqual([]);
  await clock.advance(8_000);
  expect(ann.room("den").typing.value).toEqual([]);
  bob.room("den").type();
  await settled();
  bob.room("den").send("done");
  await settled();
  expect(ann.room("den").typing.value).toEqual([]);
});

test("unknown senders are looked up, many in one question", async () => {
  const { clock, server, env } = world();
  server.room("den", "ann", "bob", "cyd");
  const ann = await signedIn(env, "ann");
  server.post("den", "bob", "one");
  server.post("den", "cyd", "two");
  await clock.advance(100);
  expect(ann.users.value["bob"]?.displayName).toBe("BOB");
  expect(ann.users.value["cyd"]?.displayName).toBe("CYD");
  expect(server.commands.filter(({ address }) => address === "users.cards")).toHaveLength(1);
});

test("a registration that is refused for now is repeated, and one that is not confirmed too", async () => {
  const { clock, server, env } = world();
  server.room("den", "ann", "bob");
  const verdicts = [{ refuse: { code: 503, reason: "unavailable", retryable: true } }, "silent" as const];
  server.verdict = (address, body) => address === "register" && body.topic === "room.den" ? verdicts.shift() : undefined;
  const ann = await signedIn(env, "ann");
  await clock.advance(10_000);
  server.post("den", "bob", "heard");
  await settled();
  expect(ann.rooms.value).toMatchObject([{ unread: 1 }]);
});

test("a list of rooms in which the server is at fault is read again", async () => {
  const { clock, server, env } = world();
  server.room("den", "ann", "bob");
  let faults = 2;
  server.verdict = (address) => address === "rooms.list" && faults-- > 0 ? { refuse: { code: 500, reason: "internal" } } : undefined;
  const ann = await signedIn(env, "ann");
  expect(ann.status.value.state).toBe("online");
  await clock.advance(2_000);
  server.post("den", "bob", "heard");
  await settled();
  expect(ann.rooms.value).toMatchObject([{ unread: 1 }]);
});

test("a read marker that the server is at fault with is told again, at growing distances", async () => {
  const { clock, server, env } = world();
  server.room("den", "ann", "bob");
  server.post("den", "bob", "hello");
  const ann = await signedIn(env, "ann");
  const told = (): number => server.commands.filter(({ address }) => address === "rooms.read").length;
  server.verdict = (address) => address === "rooms.read" ? { refuse: { code: 500, reason: "internal" } } : undefined;
  ann.room("den").read(1);
  await clock.advance(60_000);
  expect(told()).toBeGreaterThan(1);
  expect(told()).toBeLessThan(10);
  server.verdict = () => undefined;
  await clock.advance(30_000);
  expect(server.rooms.get("den")!.markers.get("ann")).toBe(1);
});

test("what one person read is not told for the next", async () => {
  const { clock, server, env } = world();
  server.room("den", "ann", "bob");
  server.post("den", "bob", "hello");
  const parley = await signedIn(env, "ann");
  server.verdict = (address) => address === "rooms.read" ? { refuse: { code: 500, reason: "internal" } } : undefined;
  parley.room("den").read(1);
  await clock.advance(2_000);
  await parley.logOut();
  server.verdict = () => undefined;
  await parley.logIn({ email: "bob@example.org", password: "a long password" });
  const told = (): number => server.commands.filter(({ address }) => address === "rooms.read").length;
  const before = told();
  await clock.advance(60_000);
  expect(told()).toBe(before);
});

test("logging out forgets everything, and another person starts empty", async () => {
  const { clock, server, env } = world();
  server.room("den", "ann", "bob");
  const parley = await signedIn(env, "ann");
  await parley.logOut();
  expect(parley.status.value).toMatchObject({ state: "signedOut", reason: "signed_out" });
  expect(parley.rooms.value).toBeUndefined();
  expect(parley.account.value).toBeUndefined();
  expect(server.requests.at(-1)).toBe("POST /api/auth/logout");
  await parley.logIn({ email: "cyd@example.org", password: "a long password" });
  await clock.advance(100);
  expect(parley.rooms.value).toEqual([]);
  expect(parley.account.value?.id).toBe("cyd");
});

test("nothing is left running after stop", async () => {
  const { clock, server, env } = world();
  server.room("den", "ann", "bob");
  const ann = await signedIn(env, "ann");
  ann.stop();
  await settled();
  expect(clock.pending).toBe(0);
  expect(server.sockets.size).toBe(0);
});

test("the ids that are made without the browser's help are UUIDs of version 4", () => {
  const ids = Array.from({ length: 100 }, environment({ WebSocket: class {} as never }).uuid);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(ids).size).toBe(100);
});
