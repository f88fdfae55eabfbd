// Answers every message that begins with "echo ". Run it with EMAIL and PASSWORD, and SERVER_URL when the node is elsewhere.
import { Parley } from "@parley/webapp/client";
import { WebSocket } from "ws";

const parley = new Parley({ url: process.env.SERVER_URL ?? "http://localhost:8080", WebSocket });
const me = await parley.logIn({ email: process.env.EMAIL, password: process.env.PASSWORD });
const followed = new Set();

parley.rooms.subscribe((entries) => {
  for (const { room, head } of entries ?? []) {
    if (followed.has(room.id)) continue;
    followed.add(room.id);
    follow(parley.room(room.id), head.seq);
  }
});

function follow(room, last) {
  room.timeline.subscribe(({ messages }) => {
    for (const { seq, senderId, content } of messages.filter((message) => message.seq > last)) {
      last = seq;
      if (senderId !== me.id && content.startsWith("echo ")) room.send(content.slice(5), { replyTo: seq });
    }
  });
  load(room);
}

function load(room) {
  room.loadNewest().catch((error) => {
    console.error(error.reason);
    if (error.transient) setTimeout(load, 1_000, room);
  });
}
