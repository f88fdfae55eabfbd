import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test, vi } from "vitest";
import { WebSocketServer, type WebSocket } from "ws";
import { FakeServer } from "./fake-server";
import { FakeSocket } from "./fake-socket";
import { TestClock } from "./test-clock";

/** However busy the machine is. */
const patient = { timeout: 60_000 };

/** Puts the fake server behind a real port. */
async function listening(server: FakeServer): Promise<{ url: string; close(): void }> {
  const http = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    const answer = await server.fetch(`http://localhost${request.url}`, { method: request.method!, ...(body ? { body } : {}) });
    response.writeHead(answer.status, { "Content-Type": "application/json" }).end(await answer.text());
  });
  const sockets = new WebSocketServer({ server: http, path: "/eventbus/websocket" });
  sockets.on("connection", (socket: WebSocket) => {
    const fake = new FakeSocket(server, "");
    fake.onmessage = ({ data }) => socket.send(data);
    socket.on("message", (data) => fake.send(data.toString()));
    socket.on("close", () => fake.close());
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    close: () => { for (const socket of sockets.clients) socket.terminate(); http.close(); },
  };
}

test("the program of the documentation does what the documentation says", async () => {
  const server = new FakeServer(new TestClock());
  server.room("den", "echo", "bob");
  server.post("den", "bob", "echo before it came");
  let refusals = 1;
  server.verdict = (address) => (address === "messages.history" && refusals-- > 0 ? { refuse: { code: 503, reason: "storage_unavailable" } } : undefined);
  const complaints = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const { url, close } = await listening(server);
  vi.stubEnv("SERVER_URL", url);
  vi.stubEnv("EMAIL", "echo@example.org");
  vi.stubEnv("PASSWORD", "a long password");
  await import("../../examples/echo.mjs" as string);
  await vi.waitFor(() => expect(server.commands.map(({ address }) => address)).toContain("messages.history"), patient);
  server.post("den", "bob", "echo hello");
  await vi.waitFor(() => expect(server.rooms.get("den")!.log.at(-1)!.message).toMatchObject({ senderId: "echo", content: "hello", replyTo: 2 }), patient);
  expect(server.rooms.get("den")!.log).toHaveLength(3);
  expect(complaints).toHaveBeenCalledExactlyOnceWith("storage_unavailable");
  close();
});

test("the documentation shows the program as it is", () => {
  const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");
  expect(read("../../../docs/client.md")).toContain(read("../../examples/echo.mjs"));
});
