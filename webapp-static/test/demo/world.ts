import { DemoClock, DemoServer } from "./demo-server";

const MINUTE = 60_000;
const id = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, "0")}`;

/** The people of the observatory. */
export const people = { dana: id(18), alice: id(3), bob: id(2), carol: id(24), erik: id(5), fatima: id(8) } as const;
export const rooms = { general: id(101), telescope: id(102), nightShift: id(103), papers: id(104), budget: id(105), random: id(106), archive: id(107), long: id(108), outreach: id(109) } as const;

/** A server with an invented past: an observatory on the night of first light. */
export function observatory(): DemoServer {
  const clock = new DemoClock();
  const server = new DemoServer(clock);
  const names = { dana: "Dana", alice: "Alice", bob: "Bob", carol: "Carol", erik: "Erik Lindqvist", fatima: "فاطمة الزهراء" };
  for (const [username, displayName] of Object.entries(names)) server.people.set(people[username as "dana"], { id: people[username as "dana"], username, displayName });
  const at = (minutes: number) => { clock.shift = -minutes * MINUTE; };
  const everyone = Object.values(people);
  const make = (key: keyof typeof rooms, kind: "public" | "private", topic: string, members: readonly string[]) => {
    at(60 * 24 * 40);
    const room = server.room(rooms[key], ...members);
    room.room = { ...room.room, kind, name: key === "nightShift" ? "night-shift" : key === "budget" ? "budget-2027" : key === "long" ? "logs" : key, topic, memberCount: members.length, createdBy: people.alice };
    server.role(rooms[key], people.alice, "owner");
    if (members.includes(people.dana)) server.role(rooms[key], people.dana, "admin");
    server.tell(rooms[key], people.alice, { type: "room.created" });
  };
  make("general", "public", "Everything that concerns everybody", everyone);
  make("telescope", "public", "First light on 3 December. Logs in the pinned note.", everyone);
  make("nightShift", "public", "Who is up", everyone);
  make("papers", "public", "", everyone);
  make("budget", "private", "Draft until April", [people.alice, people.dana]);
  make("random", "public", "Cats and coffee", everyone);
  make("long", "public", "One line a minute", everyone);
  make("outreach", "public", "School visits, open nights and the news letter", [people.alice, people.carol]);
  make("archive", "public", "First telescope, retired", everyone);
  const T = rooms.telescope;
  const midnight = new Date(); midnight.setHours(0, 0, 0, 0);
  const today = (Date.now() - midnight.getTime()) / MINUTE;
  const night = (hours: number, minutes: number) => at(today + 24 * 60 - hours * 60 - minutes);
  night(21, 2);
  server.tell(T, people.alice, { type: "member.added", userId: people.carol });
  server.tell(T, people.bob, { type: "room.topic", name: "First light on 3 December. Logs in the pinned note." });
  night(22, 41);
  server.post(T, people.bob, "Mirror is at ambient. Seeing is **0.8″** and getting better, humidity 41 %.\n\nPointing model from this afternoon:\n```\nra_off  = +1.42\"   rms 0.31\ndec_off = -0.87\"   rms 0.28\n```");
  server.react(T, 4, people.dana, "🎉", true); server.react(T, 4, people.alice, "🎉", true); server.react(T, 4, people.carol, "🎉", true); server.react(T, 4, people.erik, "🎉", true);
  server.react(T, 4, people.alice, "👀", true); server.react(T, 4, people.carol, "👀", true);
  night(22, 43);
  server.post(T, people.bob, "I would start with M 57, then the flat series before the moon comes up.");
  night(23, 5);
  server.post(T, people.erik, "Checklist before we open:\n1. dome lights **off**\n2. guider calibrated\n3. log started, see [the handbook](https://example.org/handbook)\n\n> Never open below 3 °C dew point distance.");
  server.post(T, people.erik, "Wrong channel, sorry");
  server.delete(T, 7);
  const early = (minutes: number) => at(Math.max(1, Math.min(today - 1, 40) - minutes));
  early(8);
  server.post(T, people.alice, "Agreed. First frames are in, look at the ring. Took `flat_042` as the reference.", { replyTo: 5 });
  server.post(T, people.alice, "🔭✨");
  early(12);
  server.post(T, people.dana, "I will write up the setings tonight.");
  server.edit(T, 10, "I will write up the settings tonight.");
  early(20);
  server.post(T, people.carol, `<@${people.dana}> could you re-run the \`flat_042\` calibration? The vignette in the lower left looks like dust, not optics.`, { mentions: [people.dana] });
  early(22);
  server.post(T, people.fatima, "سأراجع صور المعايرة الليلة وأرسل النتائج قبل الفجر.");
  server.rooms.get(T)!.markers.set(people.dana, 10);
  at(130);
  for (let i = 1; i <= 3; i++) server.post(rooms.nightShift, people.bob, `<@${people.dana}> shift ${i} needs somebody.`, { mentions: [people.dana] });
  server.post(rooms.papers, people.carol, "New preprint on ring nebulae, worth a read: https://example.org/preprint");
  server.post(rooms.general, people.alice, "Coffee machine is repaired ☕");
  server.rooms.get(rooms.general)!.markers.set(people.dana, 2);
  server.post(rooms.budget, people.alice, "Please keep this between us until April.");
  server.rooms.get(rooms.budget)!.markers.set(people.dana, 2);
  for (const key of ["long", "archive", "random"] as const) server.rooms.get(rooms[key])!.markers.set(people.dana, 1);
  server.change(rooms.archive, { archived: true });
  const direct = (n: number, other: string) => {
    const room = server.room(id(n), people.dana, other);
    const { name: _, ...rest } = room.room;
    room.room = { ...rest, kind: "direct", peers: [people.dana, other] };
    return id(n);
  };
  const a = direct(201, people.alice);
  direct(202, people.bob);
  direct(203, people.carol);
  at(12);
  server.post(a, people.dana, "Are you still up?");
  server.post(a, people.alice, "Always. Call me when the flats are done.");
  server.sessions = [
    { id: "1", device: "Firefox on Linux", address: "192.0.2.10", createdAt: new Date().toISOString(), lastUsedAt: new Date().toISOString(), current: true },
    { id: "2", device: "Safari on iPhone", address: "192.0.2.77", createdAt: new Date().toISOString(), lastUsedAt: new Date(Date.now() - 3 * 3_600_000).toISOString(), current: false },
    { id: "3", device: "Chrome on Windows", address: "198.51.100.4", createdAt: new Date().toISOString(), lastUsedAt: new Date(Date.now() - 50 * 3_600_000).toISOString(), current: false },
  ];
  clock.shift = 0;
  return server;
}

/** Fills the room of logs with many messages. */
export function fill(server: DemoServer, count: number): void {
  const writers = [people.bob, people.alice, people.carol];
  for (let i = 0; i < count; i++) {
    server.demoClock.shift = -(count - i) * MINUTE;
    server.post(rooms.long, writers[Math.floor(i / 7) % 3]!, `Line ${i + 1}: ${"seeing 0.8, humidity 41 %. ".repeat(1 + (i % 4))}`);
  }
  const long = server.rooms.get(rooms.long)!;
  long.markers.set(people.dana, long.log.length);
  server.demoClock.shift = 0;
}
