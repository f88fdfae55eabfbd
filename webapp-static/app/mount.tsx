import { render } from "solid-js/web";
import type { Parley } from "../client";
import { Shell } from "./App";
import { followDays } from "./format/time";
import { App, AppContext } from "./store/app";
import "./styles/index.css";

/** Shows the app for a session in the page's root. */
export function mount(parley: Parley): void {
  followDays();
  render(() => <AppContext.Provider value={new App(parley)}><Shell /></AppContext.Provider>, document.getElementById("root")!);
}
