import { from, For } from "solid-js";
import { render } from "solid-js/web";
import { Parley } from "../client";

const parley = new Parley({ url: location.origin });

/** Shows the names of the caller's rooms. */
function App() {
  const rooms = from(parley.rooms);
  return <ul><For each={rooms() ?? []}>{(entry) => <li>{entry.room.name}</li>}</For></ul>;
}

render(() => <App />, document.getElementById("root")!);
void parley.start();
