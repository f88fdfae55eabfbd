// The classic stack: Express and socket.io in as many processes as there are cores, joined by socket.io's Redis adapter; messages in PostgreSQL.
// Arguments: port, processes, pg | prisma. DATABASE_URL, REDIS_URL and JWT_SECRET come from the environment.
//
// Tuned by socket.io's "Performance tuning" and "Memory usage" pages: bufferutil, WebSocket only (so no sticky sessions), no compression, the first HTTP request is let go of. Of what they name besides, µWebSockets.js is not
// in npm, and eiows is compiled when it is installed, which nothing else here asks a machine for. The sharded Redis adapter needs Redis 7, and all contenders work with the one that Parley embeds.
import cluster from "node:cluster";
import { randomUUID } from "node:crypto";
import { renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createAdapter } from "@socket.io/redis-adapter";
import express from "express";
import jwt from "jsonwebtoken";
import { createClient } from "redis";
import { Server } from "socket.io";

const [port, processes, storage] = process.argv.slice(2);
const CONNECTIONS = 10;
const EPOCH = randomUUID();

if (cluster.isPrimary) {
  let listening = 0;
  cluster.on("listening", () => {
    if (++listening === Number(processes)) console.log("Ready at http://127.0.0.1:" + port);
  });
  cluster.on("exit", (worker, code) => process.exit(code || 1));
  process.on("SIGTERM", () => process.exit(0));
  for (let i = 0; i < Number(processes); i++) cluster.fork();
} else {
  await serve();
}

async function serve() {
  const { default: open } = await import(`./store-${storage}.js`);
  const store = open(process.env.DATABASE_URL, CONNECTIONS);
  const publisher = createClient({ url: process.env.REDIS_URL });
  const subscriber = publisher.duplicate();
  await Promise.all([publisher.connect(), subscriber.connect()]);

  const app = express();
  const http = createServer(app);
  const io = new Server(http, {
    transports: ["websocket"],
    perMessageDeflate: false,
    httpCompression: false,
    serveClient: false,
    pingInterval: 120_000,
    pingTimeout: 120_000,
    adapter: createAdapter(publisher, subscriber),
  });
  io.engine.on("connection", (raw) => { raw.request = null; });
  io.use((socket, next) => {
    jwt.verify(socket.handshake.auth.token, process.env.JWT_SECRET, { algorithms: ["HS256"] }, (error, claims) => {
      if (error) return next(new Error("unauthorized"));
      socket.data.userId = claims.sub;
      next();
    });
  });

  async function post(userId, { roomId, key, content }) {
    const id = randomUUID();
    const { seq, createdAt } = await store.post({ id, roomId, senderId: userId, key, content });
    const message = { id, roomId, seq, rev: seq, senderId: userId, kind: "text", content, key, createdAt };
    io.to(roomId).emit("message", { type: "message.posted", epoch: EPOCH, message });
    return { id, seq };
  }

  io.on("connection", (socket) => {
    socket.on("join", async (roomId, answer) => {
      try {
        // In the room first: what is committed after the number was read is told.
        socket.join(roomId);
        const seq = await store.head(roomId, socket.data.userId);
        if (seq === null) socket.leave(roomId);
        answer(seq === null ? { error: "forbidden" } : { rev: seq });
      } catch (error) {
        answer({ error: String(error) });
      }
    });
    socket.on("post", async (body, answer) => {
      try {
        if (!socket.rooms.has(body.roomId)) return answer({ error: "forbidden" });
        answer(await post(socket.data.userId, body));
      } catch (error) {
        answer({ error: String(error) });
      }
    });
  });

  app.post("/rooms/:roomId/messages", express.json(), (request, response) => {
    jwt.verify((request.headers.authorization ?? "").slice("Bearer ".length), process.env.JWT_SECRET, { algorithms: ["HS256"] }, async (error, claims) => {
      if (error) return response.sendStatus(401);
      try {
        const { roomId } = request.params;
        if ((await store.head(roomId, claims.sub)) === null) return response.sendStatus(403);
        response.status(201).json(await post(claims.sub, { ...request.body, roomId }));
      } catch (failure) {
        response.status(500).json({ error: String(failure) });
      }
    });
  });

  process.on("SIGUSR2", () => {
    globalThis.gc?.();
    const { heapTotal, heapUsed } = process.memoryUsage();
    writeFileSync(`reserve.${process.pid}.draft`, String((heapTotal - heapUsed) / 1024));
    renameSync(`reserve.${process.pid}.draft`, `reserve.${process.pid}`);
  });
  http.listen(Number(port), "127.0.0.1", 4096);
}
