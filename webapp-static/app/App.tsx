import { createEffect, type JSX, Match, onCleanup, onMount, Show, Switch } from "solid-js";
import { Door } from "./auth/Door";
import { Dialogs } from "./Dialogs";
import { Home } from "./Home";
import { RoomScreen } from "./room/RoomScreen";
import { Side } from "./side/Side";
import { useApp } from "./store/app";
import { followAttention } from "./store/attention";
import { keep, kept } from "./store/keep";
import { Notes } from "./ui/Notes";

/** The whole app: the way in, or the frame with side, room and panel. */
export function Shell(): JSX.Element {
  const app = useApp();
  followAttention(app);
  return (
    <>
      <Switch fallback={<Frame />}>
        <Match when={app.state.status.state === "signedOut"}><Door /></Match>
      </Switch>
      <Show when={app.state.status.state !== "signedOut"}><Dialogs /></Show>
      <Notes silent={app.state.dialog !== undefined} />
    </>
  );
}

function Frame(): JSX.Element {
  const app = useApp();
  const room = () => (app.state.place.name === "room" ? app.state.place : undefined);
  createEffect(() => {
    const { place, wide, rooms } = app.state;
    if (place.name === "login" || place.name === "signup") app.go("/", true);
    else if (place.name === "home" && wide && rooms?.length) {
      const last = kept<string>("last");
      const target = rooms.find((row) => row.id === last && !row.entry.room.archivedAt) ?? rooms.find((row) => !row.entry.room.archivedAt);
      if (target) app.open(target.id);
      else keep("last", undefined);
    }
  });
  keys();
  return (
    <div class="app" classList={{ "at-list": !room(), "at-room": room() !== undefined, open: app.state.panel && room() !== undefined && app.entry(room()!.id) !== undefined }}>
      <Side />
      <Show when={room()?.id} keyed fallback={<Home />}>{(id) => <RoomScreen id={id} seq={room()?.seq} />}</Show>
    </div>
  );
}

/** The keys that work everywhere. */
function keys(): void {
  const app = useApp();
  const key = (event: KeyboardEvent) => {
    const command = event.ctrlKey || event.metaKey;
    if (command && !event.shiftKey && event.key.toLowerCase() === "k") app.show({ kind: "quick" });
    else if (command && event.key === "/") app.show({ kind: "keys" });
    else if (event.altKey && !command && (event.key === "ArrowUp" || event.key === "ArrowDown")) step(event.key === "ArrowDown" ? 1 : -1);
    else return;
    event.preventDefault();
  };
  const step = (by: number) => {
    const links = [...document.querySelectorAll<HTMLAnchorElement>("[data-conversations] a")];
    const at = links.findIndex((link) => link.getAttribute("aria-current") === "page");
    links[(at + by + links.length) % links.length]?.click();
  };
  onMount(() => addEventListener("keydown", key));
  onCleanup(() => removeEventListener("keydown", key));
}
