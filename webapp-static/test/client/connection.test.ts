import { expect, test } from "vitest";
import type { Parley } from "../../client/parley";
import { memoryTokens } from "../../client/tokens";
import { signedIn, world } from "./fixture";
import type { FakeServer } from "./fake-server";
import { settled } from "./test-clock";

async function online(random?: () => number): Promise<ReturnType<typeof world> & { ann: Parley }> {
  const all = world();
  all.server.room("den", "ann", "bob");
  const env = random ? { ...all.env, random } : all.env;
  return { ...all, ann: await signedIn(env, "ann") };
}

function opens(server: FakeServer): string[] {
  return server.commands.filter(({ address }) => address === "session.open").map(({ body }) => body.token);
}

test("without a stored session nobody is signed in, and nothing is opened", async () => {
  const { server, env } = world();
  const { Parley } = await import("../../client/parley");
  const parley = new Parley({ ...env, url: "http://parley.test", tokens: memoryTokens() });
  await parley.start();
  expect(parley.status.value).toEqual({ state: "signedOut", reason: "signed_out" });
  expect(server.commands).toEqual([]);
});

test("a stored session goes on after a restart", async () => {
  const { server, env } = world();
  const tokens = memoryTokens();
  (await signedIn(env, "ann", tokens)).stop();
  const { Parley } = await import("../../client/parley");
  const again = new Parley({ ...env, url: "http://parley.test", tokens });
  await again.start();
  expect(again.status.value.state).toBe("online");
  expect(opens(server)).toEqual(["token-1", "token-1"]);
});

test("who stops on hearing that a connection is tried has none", async () => {
  const { clock, server, ann } = await online();
  ann.status.subscribe(({ state }) => { if (state === "connecting") ann.stop(); });
  server.closeAll(1006);
  await clock.advance(60_000);
  expect(server.sockets.size).toBe(0);
});

test("the session is opened with a new token before the old one expires", async () => {
  const { clock, server, ann } = await online();
  await clock.advance(2_000_000);
  expect(opens(server)).toEqual(["token-1", "token-2", "token-3"]);
  expect(ann.status.value.state).toBe("online");
  expect(server.sockets.size).toBe(1);
});

test("4401 makes the client renew its token and come back", async () => {
  const { clock, server, ann } = await online();
  server.tokens.clear();
  server.closeAll(4401);
  await clock.advance(2_000);
  expect(ann.status.value.state).toBe("online");
  expect(opens(server)).toEqual(["token-1", "token-2"]);
});

test("4401 with a refresh token that is not valid any more signs out", async () => {
  const { clock, server, ann } = await online();
  server.tokens.clear();
  server.refreshTokens.clear();
  server.closeAll(4401);
  await clock.advance(2_000);
  expect(ann.status.value).toEqual({ state: "signedOut", reason: "invalid_refresh_token" });
  expect(ann.rooms.value).toBeUndefined();
  expect(clock.pending).toBe(0);
});

test("4403 signs out for good", async () => {
  const { clock, server, ann } = await online();
  server.closeAll(4403);
  await clock.advance(100_000);
  expect(ann.status.value).toEqual({ state: "signedOut", reason: "suspended" });
  expect(server.sockets.size).toBe(0);
});

test("who signs out while a token is renewed is signed out, and the next person is signed in", async () => {
  const { clock, server, env } = world();
  let release!: () => void;
  const held = new Promise<void>((resolve) => { release = resolve; });
  const fetch = (async (input: string, init: RequestInit) => {
    const answer = await server.fetch(input, init);
    if (input.endsWith("/api/auth/refresh")) await held;
    return answer;
  }) as typeof globalThis.fetch;
  const parley = await signedIn({ ...env, fetch }, "ann");
  server.tokens.delete("token-1");
  server.closeAll(4401);
  await clock.advance(1_000);
  expect(parley.status.value.state).toBe("connecting");
  const out = parley.logOut();
  expect(parley.status.value.state).toBe("signedOut");
  await parley.logIn({ email: "bob@example.org", password: "a long password" });
  release();
  await out;
  await settled();
  expect(parley.status.value.state).toBe("online");
  expect(parley.account.value?.id).toBe("bob");
});

test.each([
  [1001, "8000", 8_000],
  [1012, "", 2_000],
  [4408, "", 1_000],
  [4400, "", 10_000],
  [4429, "", 15_000],
  [1006, "", 500],
])("after %i %s the client comes back within %i ms, and spread over them", async (code, reason, longest) => {
  for (const share of [0.999, 0.5]) {
    const { clock, server, ann } = await online(() => share);
    const now = clock.now();
    server.closeAll(code, reason);
    await settled();
    const wait = ann.status.value.retryAt! - now;
    expect(wait).toBeLessThanOrEqual(longest);
    expect(wait).toBeGreaterThan(share === 0.999 ? longest * 0.9 : longest * 0.4);
    await clock.advance(wait + 1);
    expect(ann.status.value.state).toBe("online");
  }
});

test("attempts that fail are made at growing distances, up to 30 s", async () => {
  const { clock, server, ann } = await online(() => 0.999);
  server.accepting = false;
  server.closeAll(1006);
  const waits: number[] = [];
  ann.status.subscribe(({ retryAt }) => { if (retryAt) waits.push(Math.round((retryAt - clock.now()) / 100) / 10); });
  await clock.advance(200_000);
  expect(waits.slice(0, 9)).toEqual([0.5, 1, 2, 4, 8, 16, 30, 30, 30]);
});

test("a node that accepts and drops at once is not asked faster and faster", async () => {
  const { clock, server, ann } = await online(() => 0.999);
  let drops = 0;
  ann.status.subscribe(({ state }) => {
    if (state === "online") queueMicrotask(() => { drops++; server.closeAll(1006); });
  });
  await clock.advance(60_000);
  expect(drops).toBeLessThan(10);
});

test("a half-open connection is noticed within 35 s", async () => {
  const { clock, server, ann } = await online();
  for (const socket of server.sockets) socket.cut = true;
  await clock.advance(34_900);
  expect(ann.status.value.state).toBe("online");
  await clock.advance(100);
  expect(ann.status.value.state).toBe("offline");
  await clock.advance(1_000);
  expect(ann.status.value.state).toBe("online");
});

test("a quiet connection stays open", async () => {
  const { clock, server, ann } = await online();
  await clock.advance(600_000);
  expect(ann.status.value.state).toBe("online");
  expect(opens(server)).toEqual(["token-1"]);
});

test("when the network seems to be back the client connects at once, or looks whether its connection lives", async () => {
  const all = world();
  let wake = () => undefined as void;
  const ann = await signedIn({ ...all.env, random: () => 0.999, onWake: (listener) => { wake = listener; return () => undefined; } }, "ann");
  for (const socket of all.server.sockets) socket.cut = true;
  wake();
  await all.clock.advance(5_000);
  expect(ann.status.value.state).toBe("offline");
  wake();
  await settled();
  expect(ann.status.value.state).toBe("online");
});

test("a question without an answer fails after 5 s, and at once when the connection breaks", async () => {
  const { clock, server, ann } = await online();
  server.verdict = (address) => address === "users.search" ? "silent" : undefined;
  const first = ann.searchUsers("b").catch((error: unknown) => error);
  await clock.advance(5_000);
  expect(await first).toMatchObject({ reason: "timeout", retryable: true });
  const second = ann.searchUsers("b").catch((error: unknown) => error);
  await settled();
  server.closeAll(1006);
  expect(await second).toMatchObject({ reason: "offline", retryable: true });
});

test("at most 24 questions are unanswered at a time", async () => {
  const { clock, server, ann } = await online();
  server.answering = (_, deliver) => void clock.setTimeout(deliver, 100);
  const before = server.commands.length;
  const all = Array.from({ length: 60 }, () => ann.searchUsers("b"));
  await settled();
  expect(server.commands.length - before).toBe(24);
  await clock.advance(1_000);
  expect(await Promise.all(all)).toHaveLength(60);
});

test("when one node is gone the next one is tried", async () => {
  const { clock, server, env } = world();
  const urls: string[] = [];
  const WebSocket = class extends server.WebSocket {
    constructor(url: string) {
      urls.push(url);
      super(url);
    }
  };
  const { Parley } = await import("../../client/parley");
  const parley = new Parley({ ...env, WebSocket, url: ["https://one.test", "https://two.test/"], tokens: memoryTokens() });
  await parley.logIn({ email: "ann@example.org", password: "a long password" });
  await settled();
  server.closeAll(1006);
  await clock.advance(1_000);
  expect(urls).toEqual(["wss://one.test/eventbus/websocket", "wss://two.test/eventbus/websocket"]);
});

test("signing out in one tab signs out the others, and another person's log-in replaces them", async () => {
  const { clock, env } = world();
  const kept = memoryTokens();
  let tell = () => undefined as void;
  const shared = { ...kept, onChange: (listener: () => void) => { tell = listener; return () => undefined; } };
  const tab = await signedIn(env, "ann", shared);
  kept.write(undefined);
  tell();
  await settled();
  expect(tab.status.value).toMatchObject({ state: "signedOut" });
  const other = await signedIn(env, "bob", kept);
  tell();
  await clock.advance(100);
  expect(tab.account.value?.id).toBe("bob");
  expect(other.account.value?.id).toBe("bob");
});
