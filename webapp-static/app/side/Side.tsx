import { createMemo, createSignal, For, type JSX, Match, Show, Switch } from "solid-js";
import type { RoomEntry } from "../../client";
import { useApp } from "../store/app";
import { badgeText, callsIn } from "../store/attention";
import { peerOf, roomName } from "../store/names";
import { roomPath } from "../store/route";
import { t } from "../text";
import { Avatar } from "../ui/Avatar";
import { Icon } from "../ui/Icon";
import { Menu } from "../ui/Menu";
import { type Anchor, anchorOf } from "../ui/Pop";

/** Everything the caller is in: rooms, people, and the way to new ones. */
export function Side(): JSX.Element {
  const app = useApp();
  const rooms = createMemo(() => byName(app.rooms().filter((entry) => entry.room.kind !== "direct"), (entry) => entry.room.name ?? ""));
  const people = createMemo(() => app.rooms().filter((entry) => entry.room.kind === "direct"));
  return (
    <nav class="side" aria-label={t("side")}>
      <Head />
      <button class="jump" onClick={() => app.show({ kind: "quick" })}><Icon name="search" />{t("side.jump")}<kbd>Ctrl K</kbd></button>
      <div class="side-scroll" data-conversations>
        <Show when={app.state.rooms} fallback={<Ghosts />}>
          <Show when={app.rooms().length === 0}><p class="side-blank">{t("home.empty.text")}</p></Show>
          <h2 id="side-rooms">{t("side.rooms")}</h2>
          <ul class="list" aria-labelledby="side-rooms">
            <For each={rooms()}>{(entry) => <Entry entry={entry} />}</For>
            <li><button class="row" onClick={() => app.show({ kind: "browse" })}><i><Icon name="compass" /></i>{t("side.browse")}</button></li>
          </ul>
          <h2 id="side-people">{t("side.people")}</h2>
          <ul class="list" aria-labelledby="side-people">
            <For each={people()}>{(entry) => <Entry entry={entry} />}</For>
            <li><button class="row" onClick={() => app.show({ kind: "newDirect" })}><i><Icon name="plus" /></i>{t("side.write")}</button></li>
          </ul>
        </Show>
      </div>
      <Me />
    </nav>
  );
}

function Head(): JSX.Element {
  const app = useApp();
  const [at, setAt] = createSignal<Anchor>();
  return (
    <header class="side-head">
      <span class="mark" aria-hidden="true" /><strong>{t("app.name")}</strong>
      <button class="icon" aria-label={t("side.new")} aria-haspopup="menu" aria-expanded={at() !== undefined} onClick={(event) => setAt(anchorOf(event.currentTarget))}><Icon name="plus" /></button>
      <Show when={at()}>{(anchor) => (
        <Menu anchor={anchor()} label={t("side.new")} onClose={() => setAt(undefined)} items={[
          { label: t("new.room"), icon: "plus", run: () => app.show({ kind: "newRoom" }) },
          { label: t("new.direct"), icon: "chat", run: () => app.show({ kind: "newDirect" }) },
          { label: t("new.browse"), icon: "compass", run: () => app.show({ kind: "browse" }) },
        ]} />
      )}</Show>
    </header>
  );
}

function Entry(props: { entry: RoomEntry }): JSX.Element {
  const app = useApp();
  const room = () => props.entry.room;
  const here = () => app.state.place.name === "room" && app.state.place.id === room().id;
  const name = () => roomName(room(), app.state.users, app.me);
  const calls = () => callsIn(props.entry);
  return (
    <li classList={{ on: here(), new: props.entry.unread > 0 && !here() }}>
      <a href={roomPath(room().id)} aria-current={here() ? "page" : undefined} onClick={(event) => { if (!event.ctrlKey && !event.metaKey) { event.preventDefault(); app.open(room().id); } }}>
        <RoomSign room={room()} />
        <span class="name" dir="auto">{name()}</span>
        <Show when={!here() && app.drafts.of(room().id)?.text}><span class="draft"><Icon name="pencil" /><span class="unseen">{t("side.draft")}</span></span></Show>
        <Show when={calls() > 0 && !here()} fallback={<Show when={props.entry.unread > 0 && !here()}><span class="unseen">{t("side.unread", { count: props.entry.unread })}</span></Show>}>
          <span class="badge"><span aria-hidden="true">{badgeText(calls())}</span><span class="unseen">{t(room().kind === "direct" ? "side.unread" : "side.mentions", { count: calls() })}</span></span>
        </Show>
      </a>
    </li>
  );
}

/** What stands before the name of a room: a face, a lock or a number sign. */
export function RoomSign(props: { room: RoomEntry["room"] }): JSX.Element {
  const app = useApp();
  return (
    <Switch fallback={<i aria-hidden="true">#</i>}>
      <Match when={props.room.kind === "direct"}><Avatar id={peerOf(props.room, app.me) ?? ""} size="s" /></Match>
      <Match when={props.room.kind === "private"}><Icon name="lock" /><span class="unseen">{t("side.private")}</span></Match>
    </Switch>
  );
}

function Me(): JSX.Element {
  const app = useApp();
  const state = () => app.state.status.state;
  return (
    <footer class="me">
      <Show when={app.state.account}>{(account) => <Avatar id={account().id} size="s" />}</Show>
      <div><strong><bdi>{app.state.account?.displayName}</bdi></strong><small>{t(state() === "online" ? "net.online" : state() === "offline" ? "net.offline" : "net.connecting")}</small></div>
      <button class="icon" aria-label={t("side.settings")} onClick={() => app.show({ kind: "settings" })}><Icon name="gear" /></button>
    </footer>
  );
}

function Ghosts(): JSX.Element {
  return <div role="status" aria-label={t("loading")}><For each={[88, 112, 64, 96, 72]}>{(width) => <div class="ghost" style={{ "--w": `${width}px` }} />}</For></div>;
}

function byName<T>(list: readonly T[], name: (one: T) => string): readonly T[] {
  return [...list].sort((a, b) => name(a).localeCompare(name(b)));
}
