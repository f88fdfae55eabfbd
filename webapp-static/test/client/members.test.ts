import { expect, test } from "vitest";
import { signedIn, world } from "./fixture";
import { settled } from "./test-clock";

async function den() {
  const all = world();
  all.server.room("den", "ann", "bob");
  const ann = await signedIn(all.env, "ann");
  return { ...all, room: ann.room("den"), names: () => ann.room("den").members.value?.map(({ userId }) => userId).sort() };
}

test("members that could not be had without a connection come with it", async () => {
  const { clock, server, room, names } = await den();
  server.accepting = false;
  server.closeAll(1006);
  await settled();
  await expect(room.loadMembers()).rejects.toMatchObject({ reason: "offline" });
  server.accepting = true;
  await clock.advance(60_000);
  expect(names()).toEqual(["ann", "bob"]);
});

test("who comes or goes while the members are read is in the list, or not", async () => {
  const { server, room, names } = await den();
  const held: (() => void)[] = [];
  server.answering = (address, deliver) => { if (address === "rooms.members") held.push(deliver); else deliver(); };
  const loaded = room.loadMembers();
  await settled();
  server.seat("den", "cem");
  server.unseat("den", "bob");
  await settled();
  held.forEach((deliver) => deliver());
  await loaded;
  expect(names()).toEqual(["ann", "cem"]);
});
