import { IDBFactory } from "fake-indexeddb";
import { expect, test } from "vitest";
import type { Environment } from "../../client/environment";
import { Parley } from "../../client/parley";
import { memoryTokens, type TokenStore } from "../../client/tokens";
import { lines, signedIn, world } from "./fixture";
import { settled } from "./test-clock";

/** Ann in the den, where something was said that she has read, and an attic that she never opened. */
async function evening(): Promise<ReturnType<typeof world> & { env: Environment & { indexedDB: IDBFactory }; tokens: TokenStore; ann: Parley }> {
  const all = world();
  all.server.room("den", "ann", "bob");
  all.server.room("attic", "ann", "bob");
  const env = { ...all.env, indexedDB: new IDBFactory() };
  const tokens = memoryTokens();
  const ann = await signedIn(env, "ann", tokens);
  await ann.room("den").loadNewest();
  all.server.post("den", "bob", "good evening");
  all.server.post("den", "bob", "anybody there?");
  all.server.post("attic", "bob", "boxes");
  await written(all);
  return { ...all, env, tokens, ann };
}

/** Time for what has changed to be kept. */
async function written({ clock }: ReturnType<typeof world>): Promise<void> {
  await settled();
  await clock.advance(1_100);
  await stored();
}

/** The in-memory database works with timers of its own. */
async function stored(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await new Promise((resolve) => setImmediate(resolve));
  await settled();
}

async function started(env: Environment, tokens: TokenStore): Promise<Parley> {
  const parley = new Parley({ ...env, url: "http://parley.test", tokens });
  void parley.start();
  await stored();
  return parley;
}

test("a start without a network shows the rooms, counts and messages of last time, with the people in them", async () => {
  const { server, env, tokens, ann } = await evening();
  ann.stop();
  server.accepting = false;
  const again = await started(env, tokens);
  expect(again.account.value?.id).toBe("ann");
  expect(again.rooms.value).toMatchObject([{ room: { id: "attic" }, unread: 1 }, { room: { id: "den" }, unread: 2 }]);
  const den = again.room("den");
  await den.loadNewest();
  expect(lines(den)).toEqual(["1 good evening", "2 anybody there?"]);
  expect(den.timeline.value.state).toBe("ready");
  expect(again.users.value["bob"]?.username).toBe("bob");
});

test("what has happened meanwhile is caught up with from where the copy stood, and nothing is fetched again", async () => {
  const { clock, server, env, tokens, ann } = await evening();
  ann.stop();
  server.accepting = false;
  server.post("den", "bob", "I am going to bed");
  server.edit("den", 1, "good night");
  const again = await started(env, tokens);
  server.accepting = true;
  server.commands.length = 0;
  await clock.advance(60_000);
  const den = again.room("den");
  expect(again.status.value.state).toBe("online");
  expect(lines(den)).toEqual(["1 good night", "2 anybody there?", "3 I am going to bed"]);
  expect(again.rooms.value?.find(({ room }) => room.id === "den")?.unread).toBe(3);
  expect(server.commands.filter(({ address }) => address === "messages.history")).toEqual([]);
});

test("rooms that nobody opened in between keep their messages", async () => {
  const all = await evening();
  const { clock, server, env, tokens, ann } = all;
  ann.stop();
  const second = await started(env, tokens);
  await clock.advance(2_000);
  await second.room("attic").loadNewest();
  await written(all);
  second.stop();
  server.accepting = false;
  const third = await started(env, tokens);
  expect(lines(third.room("den"))).toEqual(["1 good evening", "2 anybody there?"]);
  expect(lines(third.room("attic"))).toEqual(["1 boxes"]);
});

test("a session that was stopped before its copy was read stays stopped, and goes on when it is told to", async () => {
  const { clock, env, tokens, ann } = await evening();
  ann.stop();
  const again = new Parley({ ...env, url: "http://parley.test", tokens });
  void again.start();
  again.stop();
  await stored();
  await clock.advance(60_000);
  expect(again.status.value.state).toBe("offline");
  void again.start();
  await stored();
  await clock.advance(1_000);
  expect(again.status.value.state).toBe("online");
});

test("a room one was removed from meanwhile is gone once the server has said so, also from the copy", async () => {
  const all = await evening();
  const { clock, server, env, tokens, ann } = all;
  ann.stop();
  server.unseat("den", "ann");
  const again = await started(env, tokens);
  await clock.advance(60_000);
  expect(again.rooms.value?.map(({ room }) => room.id)).toEqual(["attic"]);
  await written(all);
  again.stop();
  server.accepting = false;
  expect((await started(env, tokens)).rooms.value?.map(({ room }) => room.id)).toEqual(["attic"]);
});

test("nothing of a session stays after it has ended", async () => {
  const { server, env, tokens, ann } = await evening();
  const kept = tokens.read();
  await ann.logOut();
  await stored();
  tokens.write(kept);
  server.accepting = false;
  const again = await started(env, tokens);
  expect(again.rooms.value).toBeUndefined();
  expect(again.account.value).toBeUndefined();
});

test("a store that does not answer is not waited for", async () => {
  const { clock, server, env, tokens, ann } = await evening();
  ann.stop();
  server.post("den", "bob", "later");
  const slow = { ...env, indexedDB: slowly(env.indexedDB!) };
  const again = new Parley({ ...slow, url: "http://parley.test", tokens });
  void again.start();
  await settled();
  await clock.advance(1_000);
  expect(again.rooms.value?.find(({ room }) => room.id === "den")?.unread).toBe(3);
  slow.indexedDB.release();
  await stored();
  expect(again.rooms.value?.find(({ room }) => room.id === "den")).toMatchObject({ unread: 3, lastMessage: { content: "later" } });
});

/** A database that opens only when it is told to. */
function slowly(factory: IDBFactory): IDBFactory & { release(): void } {
  const waiting: (() => void)[] = [];
  return {
    open(name: string, version?: number) {
      const request = { onupgradeneeded: null, onsuccess: null, onerror: null, onblocked: null, result: undefined } as any;
      waiting.push(() => {
        const real = factory.open(name, version);
        real.onupgradeneeded = () => { request.result = real.result; request.onupgradeneeded?.(); };
        real.onsuccess = () => { request.result = real.result; request.onsuccess?.(); };
      });
      return request;
    },
    release: () => { for (const open of waiting.splice(0)) open(); },
  } as any;
}
