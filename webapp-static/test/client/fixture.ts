import { localLocks, type Environment } from "../../client/environment";
import { Parley } from "../../client/parley";
import type { RoomView } from "../../client/room-view";
import { memoryTokens, type TokenStore } from "../../client/tokens";
import { FakeServer } from "./fake-server";
import { seeded, settled, TestClock } from "./test-clock";

/** A clock, a server and what a client needs to reach it. */
export function world(seed = 1): { clock: TestClock; server: FakeServer; env: Environment } {
  const clock = new TestClock();
  const server = new FakeServer(clock);
  let ids = 0;
  const env: Environment = {
    clock, random: seeded(seed), uuid: () => `id-${seed}-${++ids}`, fetch: server.fetch, WebSocket: server.WebSocket,
    indexedDB: undefined, locks: localLocks(), onWake: () => () => undefined,
  };
  return { clock, server, env };
}

/** A client of that person, signed in and settled. */
export async function signedIn(env: Environment, userId: string, tokens: TokenStore = memoryTokens()): Promise<Parley> {
  const parley = new Parley({ ...env, url: "http://parley.test", tokens });
  await parley.logIn({ email: `${userId}@example.org`, password: "a long password" });
  await settled();
  return parley;
}

/** What the room's timeline shows, one line a message. */
export function lines(room: RoomView): string[] {
  return room.timeline.value.messages.map((message) => `${message.seq} ${message.deletedAt ? "gone" : message.content}`);
}
