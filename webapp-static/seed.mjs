import { launch, person } from "./test/browser/browser.mjs";
const url = process.argv[2], out = process.argv[3];
const call = async (method, path, token, body) => {
  const r = await fetch(url + path, { method, headers: { "Content-Type": "application/json", ...(token ? { Authorization: `Bearer ${token}` } : {}) }, ...(body ? { body: JSON.stringify(body) } : {}) });
  const t = await r.text(); if (!r.ok) throw new Error(`${method} ${path} ${r.status} ${t}`); return t ? JSON.parse(t) : {};
};
const people = {};
for (const [u, d] of [["dana", "Dana"], ["alice", "Alice"], ["bob", "Bob"], ["carol", "Carol"]]) {
  people[u] = await call("POST", "/api/users", null, { username: u, displayName: d, email: `${u}@example.org`, password: "correct horse battery" });
}
const t = (u) => people[u].token, id = (u) => people[u].user.id;
let n = 0;
const say = (u, room, content, extra = {}) => call("POST", `/api/rooms/${room}/messages`, t(u), { key: `k${++n}`, content, ...extra }).then((r) => r.message);
const rooms = {};
for (const [name, kind, topic] of [["telescope", "public", "First light on 3 December. Logs in the pinned note."], ["night-shift", "public"], ["papers", "public"], ["budget-2027", "private"], ["random", "public"]]) {
  rooms[name] = (await call("POST", "/api/rooms", t("bob"), { name, kind, ...(topic ? { topic } : {}) })).room.id;
  for (const u of ["dana", "alice", "carol"]) await call("POST", `/api/rooms/${rooms[name]}/members`, t("bob"), { userId: id(u) });
}
const T = rooms.telescope;
await say("bob", T, "Mirror is at ambient. Seeing is **0.8″** and getting better, humidity 41 %.");
const model = await say("bob", T, "Pointing model from this afternoon:\n```\nra_off  = +1.42\"   rms 0.31\ndec_off = -0.87\"   rms 0.28\n```");
for (const u of ["dana", "alice", "carol", "bob"]) await call("PUT", `/api/rooms/${T}/messages/${model.seq}/reactions/${encodeURIComponent("🎉")}`, t(u));
for (const u of ["alice", "carol"]) await call("PUT", `/api/rooms/${T}/messages/${model.seq}/reactions/${encodeURIComponent("👀")}`, t(u));
const plan = await say("bob", T, "I would start with M 57, then the flat series before the moon comes up.");
await say("alice", T, "Agreed. First frames are in, and the ring is sharp to the edge. Stacking 40 of them now.", { replyTo: plan.seq });
await call("PUT", `/api/rooms/${T}/read`, t("dana"), { seq: 99 });
await say("carol", T, `<@${id("dana")}> could you re-run the \`flat_042\` calibration? The vignette in the lower left looks like dust, not optics.`);
for (const c of ["Dome is open.", `<@${id("dana")}> the wind is picking up, 9 m/s.`, "Closing the west shutter."]) await say("carol", rooms["night-shift"], c);
await say("alice", rooms.papers, "New on arXiv: ring nebulae in the infrared");
for (const u of ["alice", "bob", "carol"]) {
  const d = (await call("POST", "/api/rooms/direct", t("dana"), { userId: id(u) })).room.id;
  await say(u, d, u === "alice" ? "Are you still at the console?" : "See you tomorrow night.");
  if (u !== "alice") await call("PUT", `/api/rooms/${d}/read`, t("dana"), { seq: 99 });
}
const browser = await launch();
for (const [name, look] of [["room-light", {}], ["room-dark", { colorScheme: "dark" }], ["room-768", { viewport: { width: 768, height: 900 } }], ["room-phone", { viewport: { width: 360, height: 740 } }]]) {
  const { page } = await person(browser, url + "/login", name, look);
  await page.getByLabel("E-mail").fill("dana@example.org");
  await page.getByLabel("Password", { exact: true }).fill("correct horse battery");
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByRole("link", { name: /telescope/ }).click();
  await page.getByText("flat_042").waitFor();
  if (name === "room-light") await page.getByRole("button", { name: "Details" }).click();
  await page.waitForTimeout(1200);
  if (name === "room-light") { await say("dana", T, "On it. Ten minutes."); await page.getByText("On it.").waitFor(); }
  await page.waitForTimeout(500);
  await page.screenshot({ path: `${out}/${name}.png` });
}
await browser.close();
