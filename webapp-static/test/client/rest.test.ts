import { expect, test } from "vitest";
import { Endpoints } from "../../client/endpoints";
import { localLocks } from "../../client/environment";
import type { ParleyError } from "../../client/errors";
import { Rest } from "../../client/rest";
import { memoryTokens, storedTokens, type StorageLike } from "../../client/tokens";
import { world } from "./fixture";
import { settled } from "./test-clock";

const LOG_IN = { email: "ann@example.org", password: "a long password" };

function rest(all = world(), tokens = memoryTokens(), env = all.env): Rest {
  return new Rest(env, new Endpoints("http://parley.test/"), tokens);
}

function storage(): StorageLike {
  const items = new Map<string, string>();
  return { getItem: (name) => items.get(name) ?? null, setItem: (name, value) => void items.set(name, value), removeItem: (name) => void items.delete(name) };
}

test("a token is renewed when four fifths of its life have passed, not earlier", async () => {
  const all = world();
  const ann = rest(all);
  await ann.logIn(LOG_IN);
  await all.clock.advance(719_000);
  expect(await ann.token()).toBe("token-1");
  await all.clock.advance(1_000);
  expect(await ann.token()).toBe("token-2");
});

test("the life of a token is a duration, whatever the server's clock says", async () => {
  const all = world();
  const payload = btoa(JSON.stringify({ iat: 1_000, exp: 1_900 }));
  const grant = { ...all.server.grant("ann"), token: `x.${payload}.y`, expiresAt: "1999-01-01T00:00:00.000Z" };
  const env = { ...all.env, fetch: (async () => new Response(JSON.stringify(grant))) as typeof fetch };
  const ann = rest(all, memoryTokens(), env);
  await ann.logIn(LOG_IN);
  expect(ann.renewInMs).toBe(720_000);
});

test.each([["with the browser's locks", true], ["without locks", false]])("two tabs that find the token old use the refresh token once, %s", async (_, shared) => {
  const all = world();
  const kept = storage();
  const locks = localLocks();
  const tabs = [1, 2].map(() => rest(all, storedTokens(kept), { ...all.env, locks: shared ? locks : localLocks() }));
  await tabs[0]!.logIn(LOG_IN);
  await all.clock.advance(800_000);
  const tokens = await Promise.all(tabs.map((tab) => tab.token()));
  expect(new Set(tokens)).toEqual(new Set(["token-2"]));
  expect(all.server.requests.filter((request) => request === "POST /api/auth/refresh")).toHaveLength(shared ? 1 : 2);
  expect(tabs.every((tab) => tab.signedIn)).toBe(true);
});

test("a refresh token that is refused ends the session", async () => {
  const all = world();
  const ann = rest(all);
  await ann.logIn(LOG_IN);
  all.server.refreshTokens.clear();
  await expect(ann.renew("token-1")).rejects.toMatchObject({ reason: "invalid_refresh_token" });
  expect(ann.signedIn).toBe(false);
  await expect(ann.token()).rejects.toMatchObject({ reason: "signed_out" });
});

/** A world in which the first refresh is answered when the test says so. */
function slow(): ReturnType<typeof world> & { release: () => void } {
  const all = world();
  let release!: () => void;
  let held: Promise<void> | undefined = new Promise((resolve) => { release = resolve; });
  const fetch = (async (input: string, init: RequestInit) => {
    const answer = await all.server.fetch(input, init);
    if (!input.endsWith("/api/auth/refresh") || !held) return answer;
    const wait = held;
    held = undefined;
    await wait;
    return answer;
  }) as typeof globalThis.fetch;
  return { ...all, env: { ...all.env, fetch }, release };
}

test("signing out with a token that has expired ends the session on the server too", async () => {
  const all = world();
  const ann = rest(all);
  await ann.logIn(LOG_IN);
  all.server.tokens.clear();
  await ann.logOut();
  expect(ann.signedIn).toBe(false);
  expect(all.server.refreshTokens.size).toBe(0);
});

test("signing out while the token is renewed signs out, here and on the server", async () => {
  const all = slow();
  const ann = rest(all);
  await ann.logIn(LOG_IN);
  all.server.tokens.clear();
  const renewal = expect(ann.renew("token-1")).rejects.toMatchObject({ reason: "signed_out" });
  await settled();
  await ann.logOut();
  all.release();
  await renewal;
  expect(ann.signedIn).toBe(false);
  expect(all.server.refreshTokens.size).toBe(0);
});

test.each([["bob", "signed_out"], ["ann", "token-3"]])("the session of %s, who logs in while another one's token is renewed, stays", async (who, outcome) => {
  const all = slow();
  const tokens = memoryTokens();
  const ann = rest(all, tokens);
  await ann.logIn(LOG_IN);
  const renewal = ann.renew("token-1").catch((error: ParleyError) => error.reason);
  await settled();
  await ann.logOut();
  await ann.logIn({ ...LOG_IN, email: `${who}@example.org` });
  all.release();
  expect(await renewal).toBe(outcome);
  expect(tokens.read()).toMatchObject({ token: "token-3", userId: who });
});

test("a server that does not answer ends nothing", async () => {
  const all = world();
  const ann = rest(all);
  await ann.logIn(LOG_IN);
  all.server.accepting = false;
  await expect(ann.renew("token-1")).rejects.toMatchObject({ reason: "offline", retryable: true });
  expect(ann.signedIn).toBe(true);
});

test("a call without an answer ends after 10 s", async () => {
  const all = world();
  const silent = ((_: string, init: RequestInit) => new Promise((_, reject) => init.signal!.addEventListener("abort", () => reject(new Error("aborted"))))) as unknown as typeof fetch;
  const outcome = rest(all, memoryTokens(), { ...all.env, fetch: silent }).logIn(LOG_IN).catch((error: unknown) => error);
  await all.clock.advance(10_000);
  expect(await outcome).toMatchObject({ reason: "timeout", retryable: true });
});

test("an answer that is not Parley's is an error that can be retried", async () => {
  const all = world();
  const proxy = (async () => new Response("<html>Bad gateway</html>", { status: 502 })) as typeof fetch;
  await expect(rest(all, memoryTokens(), { ...all.env, fetch: proxy }).logIn(LOG_IN)).rejects.toMatchObject({ code: 502, reason: "unavailable", retryable: true });
});

test("when a node does not answer, the next one is asked", async () => {
  const all = world();
  const asked: string[] = [];
  const fetch = (async (input: string, init: RequestInit) => {
    asked.push(new URL(input).host);
    if (input.includes("first")) throw new TypeError("fetch failed");
    return all.server.fetch(input, init);
  }) as typeof globalThis.fetch;
  const ann = new Rest({ ...all.env, fetch }, new Endpoints(["http://first.test", "http://second.test"]), memoryTokens());
  await expect(ann.logIn(LOG_IN)).rejects.toMatchObject({ reason: "offline" });
  await ann.logIn(LOG_IN);
  expect(asked).toEqual(["first.test", "second.test"]);
});

test("a stored session that is damaged is none", () => {
  const kept = storage();
  kept.setItem("parley.session", "{");
  expect(storedTokens(kept).read()).toBeUndefined();
});
