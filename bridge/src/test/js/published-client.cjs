// Talks to Parley with the published client of the Vert.x event-bus bridge, as it is.
// Arguments: the folder with node_modules, the address of the bridge, a token, a room one is in, a room one is not in,
// the transport of SockJS.
const { createRequire } = require("node:module");
const [modules, url, token, room, foreign, transport] = process.argv.slice(2);
const EventBus = createRequire(modules + "/")("@vertx/eventbus-bridge-client.js");

const bus = new EventBus(url, { vertxbus_ping_interval: 200, transports: [transport] });
const later = (ms) => new Promise((done) => setTimeout(done, ms));
const send = (address, body) =>
  new Promise((done) => bus.send(address, body, { ignored: "yes" }, (error, message) => done({ error, body: message?.body })));

function expect(condition, step) {
  if (!condition) {
    console.error("failed: " + step);
    process.exit(1);
  }
  console.log(step);
}

/** Events of a topic, one after another. */
function listen(address) {
  const waiting = [];
  const come = [];
  const handler = (error, message) => {
    const event = error ? { error } : message.body;
    const next = waiting.shift();
    next ? next(event) : come.push(event);
  };
  bus.registerHandler(address, handler);
  return {
    next: () => (come.length ? Promise.resolve(come.shift()) : new Promise((done) => waiting.push(done))),
    end: () => bus.unregisterHandler(address, {}, handler),
  };
}

bus.onerror = (error) => expect(false, "no error without a handler, but " + JSON.stringify(error));
bus.onclose = (event) => {
  console.log("closed by " + event?.code + " " + event?.reason);
  process.exit(0);
};
bus.onopen = async () => {
  const early = await send("users.me", {});
  expect(early.error.failureCode === 401 && early.error.message === "unauthenticated", "refused before the session");
  const opened = await send("session.open", { token });
  expect(opened.body.user.username === "ada", "opened");
  const topic = listen("room." + room);
  expect((await topic.next()).type === "room.synced", "synced");
  const posted = await send("messages.post", { roomId: room, key: "k", content: "Hello" });
  expect(posted.body.message.content === "Hello", "posted");
  const event = await topic.next();
  expect(event.type === "message.posted" && event.message.seq === posted.body.message.seq, "heard");
  const refused = await listen("room." + foreign).next();
  expect(refused.error.failureCode === 404 && refused.error.message === "room_not_found", "refused a topic");
  const unknown = await send("parley.messages", {});
  expect(unknown.error.failureType === "RECIPIENT_FAILURE" && unknown.error.message === "not_found", "refused an address");
  topic.end();
  await send("messages.post", { roomId: room, key: "k2", content: "Unheard" });
  let heard = false;
  void topic.next().then(() => { heard = true; });
  await send("users.me", {});
  await later(600);
  expect(!heard, "silent after unregistering");
  expect(bus.sockJSConn.transport === transport, "by " + transport);
  console.log("done");
  bus.close();
};
