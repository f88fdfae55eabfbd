import { For, type JSX } from "solid-js";
import { useApp } from "../store/app";

/** What is said and goes away by itself. Of an open dialog it is a part: whatever is outside of that lies below it, and is not read aloud. */
export function Notes(props: { silent?: boolean }): JSX.Element {
  const app = useApp();
  return <div class="notes" role="status"><For each={props.silent ? [] : app.state.notes}>{(note) => <div>{note.text}</div>}</For></div>;
}
