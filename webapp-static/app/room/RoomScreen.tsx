import { createEffect, createResource, createSignal, For, type JSX, Match, on, onMount, Show, Switch } from "solid-js";
import type { Room } from "../../client";
import { Details } from "../details/Details";
import { useApp } from "../store/app";
import { atLeast } from "../store/names";
import { problem, t } from "../text";
import { Avatar } from "../ui/Avatar";
import { Icon } from "../ui/Icon";
import { stateText, wordsOf } from "./acts";
import { Away } from "./Away";
import { Composer } from "./Composer";
import { OpenRoom, RoomContext, useRoom } from "./open";
import { Ghosts, Timeline } from "./Timeline";

/** Rooms with more members show no faces beside their number. */
const FACES_UP_TO = 100;

/** A room that one looks at: in it, beside it, or not there at all. */
export function RoomScreen(props: { id: string; seq: number | undefined }): JSX.Element {
  const app = useApp();
  const known = () => app.state.rooms !== undefined;
  return (
    <Switch fallback={<main class="room"><Bare title={t("loading")} hidden /><Show when={app.state.status.state !== "offline"} fallback={<Away />}><div class="line-box"><div class="line"><div class="fill" /><Ghosts /></div></div></Show></main>}>
      <Match when={app.entry(props.id)}><Inside id={props.id} seq={props.seq} /></Match>
      <Match when={known()}><Outside id={props.id} /></Match>
    </Switch>
  );
}

function Inside(props: { id: string; seq: number | undefined }): JSX.Element {
  const app = useApp();
  const room = new OpenRoom(app, props.id);
  const open = () => void room.load(props.seq).catch((error: unknown) => app.note(problem(error)));
  createEffect(on(() => [app.state.status.state, props.seq] as const, ([state, seq], before) => {
    if (before === undefined || seq !== before[1]) open();
    else if (state === "online" && room.timeline().state !== "ready") open();
  }));
  onMount(() => { if (room.entry?.room.kind !== "direct" && room.entry!.room.memberCount <= FACES_UP_TO && !room.members()) void room.view.loadMembers().catch(() => undefined); });
  return (
    <RoomContext.Provider value={room}>
      <main class="room">
        <Head />
        <Timeline />
        <Announce />
        <Show when={!room.entry?.room.archivedAt} fallback={<Archived />}><Composer /></Show>
      </main>
      <Show when={app.state.panel}><Details /></Show>
    </RoomContext.Provider>
  );
}

function Head(): JSX.Element {
  const room = useRoom();
  const faces = () => (room.members() ?? []).slice(0, 3);
  const toggle = () => room.app.showPanel(!room.app.state.panel);
  const count = () => room.memberCount;
  return (
    <header class="room-head">
      <Back />
      <div class="title"><h1 dir="auto">{room.title}</h1><p dir="auto">{room.entry?.room.topic ?? (room.peer ? `@${room.app.card(room.peer)?.username ?? ""}` : "")}</p></div>
      <Show when={room.entry?.room.kind !== "direct"}>
        <button class="stack" title={t("room.members", { count: count() })} onClick={() => room.app.showPanel(true)}>
          <Icon name="people" /><For each={faces()}>{(seat) => <Avatar id={seat.userId} size="s" />}</For><small aria-hidden="true">{count().toLocaleString()}</small><span class="unseen">{t("room.members", { count: count() })}</span>
        </button>
      </Show>
      <button class="icon" aria-label={t("room.details")} aria-pressed={room.app.state.panel} onClick={toggle}><Icon name="details" /></button>
    </header>
  );
}

function Back(): JSX.Element {
  const app = useApp();
  return <button class="icon back" aria-label={t("back")} onClick={() => app.back()}><Icon name="back" /></button>;
}

function Bare(props: { title: string; hidden?: boolean }): JSX.Element {
  return <header class="room-head"><Back /><div class="title"><h1 classList={{ unseen: props.hidden ?? false }}><bdi>{props.title}</bdi></h1></div></header>;
}

/** Says new messages, and those that were not sent, to those who hear the page. */
function Announce(): JSX.Element {
  const room = useRoom();
  const [said, setSaid] = createSignal<{ readonly text: string }>();
  let last: number | undefined;
  let failed: readonly string[] | undefined;
  createEffect(on(room.timeline, ({ messages, pending, hasAfter }) => {
    const refused = pending.filter(({ state }) => state === "failed");
    const fresh = failed && refused.find(({ key }) => !failed!.includes(key));
    if (fresh) setSaid({ text: `${stateText(fresh)} ${wordsOf(room, fresh.content)}` });
    failed = refused.map(({ key }) => key);
    const newest = messages.at(-1);
    if (!newest || hasAfter) return;
    if (last !== undefined && newest.seq > last && newest.senderId !== room.app.me && newest.kind === "text") {
      setSaid({ text: t("said", { name: room.app.nameOf(newest.senderId), text: wordsOf(room, newest.content) }) });
    }
    last = newest.seq;
  }));
  return <div class="unseen" role="status"><Show when={said()} keyed>{({ text }) => <p>{text}</p>}</Show></div>;
}

function Archived(): JSX.Element {
  const room = useRoom();
  return (
    <footer class="compose"><div class="closed"><span>{t("room.archived")}</span>
      <Show when={atLeast(room.entry?.seat.role, "admin")}><button class="do small plain" onClick={() => void room.app.attempt(() => room.view.update({ archived: false }))}>{t("room.unarchive")}</button></Show>
    </div></footer>
  );
}

/** A room that one is not in: it can be joined, or it is not there. */
function Outside(props: { id: string }): JSX.Element {
  const app = useApp();
  const [found, { refetch }] = createResource(() => props.id, (id): Promise<Room | undefined> => app.parley.lookUp(id));
  const room = () => (found.error ? undefined : found.latest);
  const gone = () => found.error !== undefined && !["offline", "timeout", "unavailable"].includes((found.error as { reason?: string }).reason ?? "");
  return (
    <main class="room">
      <Bare title={room()?.name ? `# ${room()!.name}` : t(gone() ? "room.missing.title" : "loading")} hidden={!room()} />
      <Switch>
        <Match when={room()}>{(one) => (
          <div class="blank whole"><span class="art"><Icon name="chat" /></span><h2 dir="auto"># {one().name}</h2>
            <p dir="auto">{one().topic}</p><p>{t("browse.members", { count: one().memberCount })} · {t("room.preview")}</p>
            <button class="do" onClick={() => void app.attempt(() => app.parley.join(one().id))}>{t("room.join")}</button>
          </div>
        )}</Match>
        <Match when={gone()}><div class="blank whole"><span class="art"><Icon name="search" /></span><h2>{t("room.missing.title")}</h2><p>{t("room.missing.text")}</p><button class="do plain" onClick={() => app.show({ kind: "browse" })}>{t("side.browse")}</button></div></Match>
        <Match when={found.error}><div class="blank whole"><span class="art"><Icon name="away" /></span><h2>{t("room.fail.title")}</h2><p>{problem(found.error)}</p><button class="do" onClick={() => void refetch()}>{t("retry")}</button></div></Match>
      </Switch>
    </main>
  );
}
