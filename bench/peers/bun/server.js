// The near-limit for one thread: every room is a topic, and Bun's native publish tells a message to all of it.
// It stores nothing and checks no right. One process, as Bun's WebSocket server has one thread.
import { heapStats } from "bun:jsc";
import { randomUUID } from "node:crypto";
import { renameSync, writeFileSync } from "node:fs";

const id = randomUUID();
const revs = new Map();

function rec(address, body) {
  return JSON.stringify({ type: "rec", address, body });
}

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: Number(process.argv[2]),
  fetch(request, server) {
    return server.upgrade(request) ? undefined : new Response("WebSockets only", { status: 426 });
  },
  websocket: {
    perMessageDeflate: false,
    idleTimeout: 0,
    sendPings: false,
    // A slow reader is told everything or is cut off: nothing is dropped silently.
    backpressureLimit: 64 << 20,
    closeOnBackpressureLimit: true,
    message(socket, text) {
      const frame = JSON.parse(text);
      if (frame.type === "register") {
        socket.subscribe(frame.address);
        socket.send(rec(frame.address, { type: "room.synced", rev: revs.get(frame.address) ?? 0 }));
        return;
      }
      const { roomId, key, content } = frame.body;
      const address = "room." + roomId;
      const rev = (revs.get(address) ?? 0) + 1;
      revs.set(address, rev);
      const message = {
        id: randomUUID(), roomId: id, seq: rev, rev, senderId: id, kind: "text", content, key, createdAt: new Date().toISOString(),
      };
      server.publish(address, rec(address, { type: "message.posted", epoch: id, message }));
      socket.send(rec(frame.replyAddress, {}));
    },
  },
});

process.on("SIGUSR2", () => {
  Bun.gc(true);
  const { heapCapacity, heapSize } = heapStats();
  writeFileSync(`reserve.${process.pid}.draft`, String((heapCapacity - heapSize) / 1024));
  renameSync(`reserve.${process.pid}.draft`, `reserve.${process.pid}`);
});
console.log("Ready at http://127.0.0.1:" + server.port);
