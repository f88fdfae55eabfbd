import { expect, test } from "vitest";
import type { Parley } from "../../client/parley";
import { signedIn, world } from "./fixture";
import type { FakeServer } from "./fake-server";
import { seeded, type TestClock } from "./test-clock";

/*
 * Two people in two rooms, over a network that delays, reorders and doubles events, loses answers and breaks connections, while one of them
 * reads, marks unread and scrolls. When it calms down, what the client holds must be what a fresh fetch gives, and every acknowledged send be there once.
 */

const ROOMS = ["den", "attic"];

function trouble(server: FakeServer, clock: TestClock, random: () => number): void {
  server.changesLimit = 3;
  server.network = (_, deliver) => {
    const chance = random();
    if (chance < 0.6) return deliver();
    if (chance < 0.7) deliver();
    clock.setTimeout(deliver, random() * 2_000);
  };
  server.answering = (address, deliver) => {
    const chance = random();
    if (address === "session.open" || chance < 0.5) deliver();
    else if (chance < 0.95) clock.setTimeout(deliver, random() * 1_500);
  };
}

function calm(server: FakeServer): void {
  server.network = (_, deliver) => deliver();
  server.answering = (_, deliver) => deliver();
}

function othersAct(server: FakeServer, random: () => number): void {
  const roomId = ROOMS[Math.floor(random() * 2)]!;
  const { log } = server.rooms.get(roomId)!;
  const seq = Math.max(1, log.length - Math.floor(random() ** 2 * log.length));
  const stored = log[seq - 1]?.message;
  const live = stored && !stored.deletedAt && stored.kind === "text";
  const mentions = random() < 0.3 ? ["ann"] : [];
  const chance = random();
  if (!live || chance < 0.3) server.post(roomId, random() < 0.1 ? "ann" : "bob", `p${log.length + 1}`, { mentions, kind: random() < 0.1 ? "system" : "text" });
  else if (chance < 0.6) server.edit(roomId, seq, `${stored.content}+`, mentions);
  else if (chance < 0.75) server.delete(roomId, seq);
  else for (let i = 0; i < 8; i++) server.react(roomId, seq, random() < 0.1 ? "ann" : `u${Math.floor(random() * 60)}`, "👍", random() < 0.7);
}

async function annActs(ann: Parley, random: () => number, sent: string[]): Promise<void> {
  const roomId = ROOMS[Math.floor(random() * 2)]!;
  const room = ann.room(roomId);
  const last = room.timeline.value.messages.at(-1)?.seq ?? 1;
  const chance = random();
  if (chance < 0.3) sent.push(room.send(`s${sent.length}`));
  else if (chance < 0.5) room.read(Math.max(1, last - Math.floor(random() * 5)));
  else if (chance < 0.6) void room.markUnread(last).catch(() => undefined);
  else if (chance < 0.7) void room.loadBefore().catch(() => undefined);
  else if (chance < 0.8) void room.loadAround(1 + Math.floor(random() * last)).catch(() => undefined);
  else if (chance < 0.9) void room.react(last, "👍", random() < 0.7).catch(() => undefined);
  else void room.loadNewest().catch(() => undefined);
}

function expectSame(server: FakeServer, ann: Parley, roomId: string): void {
  const room = server.rooms.get(roomId)!;
  const { messages, pending, head, hasAfter } = ann.room(roomId).timeline.value;
  expect(pending).toEqual([]);
  if (messages.length > 0 && !hasAfter) expect(messages.at(-1)?.seq).toBe(room.log.length);
  const fresh = messages.map(({ seq }) => server.shown(room, seq, "ann"))
    .map((message) => message.reactions ? { ...message, reactions: message.reactions.map((reaction) => ({ ...reaction, mine: reaction.mine ?? false })) } : message);
  expect(messages).toEqual(fresh);
  expect(head).toEqual(server.head(room));
  const { unread, mentions, lastReadSeq } = ann.room(roomId).entry.value!;
  expect(server.counts(room, "ann")).toMatchObject({ unread, mentions, lastReadSeq });
}

test.each(Array.from({ length: 40 }, (_, seed) => seed + 1))("what the client holds is what a fresh fetch gives, seed %i", async (seed) => {
  const { clock, server, env } = world(seed);
  const random = seeded(seed * 7919);
  for (const roomId of ROOMS) {
    server.room(roomId, "ann", "bob");
    for (let i = 0; i < Math.floor(random() * 80); i++) server.post(roomId, "bob", `old ${i}`, random() < 0.2 ? { mentions: ["ann"] } : {});
  }
  const ann = await signedIn(env, "ann");
  for (const roomId of ROOMS) if (random() < 0.8) await ann.room(roomId).loadNewest();
  const sent: string[] = [];
  for (let episode = 0; episode < 8; episode++) {
    trouble(server, clock, random);
    const quiet = random() < 0.5;
    for (let step = 0; step < 12; step++) {
      for (let act = 0; act < 2; act++) othersAct(server, random);
      if (!quiet || random() < 0.1) await annActs(ann, random, sent);
      if (random() < 0.05) server.closeAll(1006);
      await clock.advance(random() * 700);
    }
    calm(server);
    await clock.advance(20_000);
    for (const roomId of ROOMS) expectSame(server, ann, roomId);
  }
  const stored = ROOMS.flatMap((roomId) => server.rooms.get(roomId)!.log.map(({ message }) => message.key)).filter((key) => sent.includes(key));
  expect(stored.toSorted()).toEqual(sent.toSorted());
  for (const roomId of ROOMS) {
    const order = server.rooms.get(roomId)!.log.map(({ message }) => sent.indexOf(message.key)).filter((at) => at >= 0);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  }
});
