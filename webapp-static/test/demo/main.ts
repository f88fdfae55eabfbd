import { memoryTokens, Parley, storedTokens } from "../../client";
import { mount } from "../../app/mount";
import { fill, observatory, people, rooms } from "./world";

/** The app over the observatory's server; `window.demo` lets a test act as the others. The query of the page: `out` begins signed out, `many=N` fills the logs, `empty` begins with no room, `none` without any answer. */
const query = new URLSearchParams(location.search);
const server = observatory();
if (query.has("many")) fill(server, Number(query.get("many")));
if (query.has("empty")) server.rooms.clear();
if (query.has("none")) server.verdict = (address) => (address === "rooms.list" || address === "messages.history" ? "silent" : undefined);
const signedOut = query.has("out") || /^\/(login|signup)/.test(location.pathname);
const tokens = query.has("stored") ? storedTokens(localStorage, "demo.session") : memoryTokens();
if (!signedOut) {
  const grant = server.grant(people.dana);
  tokens.write({ token: grant.token, refreshToken: grant.refreshToken, renewAt: Date.now() + 3_600_000, userId: people.dana, sessionId: grant.sessionId });
}
Object.assign(window, { demo: { server, people, rooms } });
mount(new Parley({ url: location.origin, tokens, fetch: server.fetch, WebSocket: server.WebSocket, indexedDB: undefined }));
