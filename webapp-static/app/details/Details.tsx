import { createEffect, createMemo, createSignal, For, type JSX, on, Show } from "solid-js";
import type { Seat } from "../../client";
import { dateOnly } from "../format/time";
import { useRoom } from "../room/open";
import { above, atLeast, roles } from "../store/names";
import { t } from "../text";
import { Avatar } from "../ui/Avatar";
import { Icon } from "../ui/Icon";
import { Menu, type MenuItem } from "../ui/Menu";
import { type Anchor, anchorOf } from "../ui/Pop";

const FILTER_FROM = 12;
const SHOWN = 200;

/** What the room is, who is in it, and what one may do with both. */
export function Details(): JSX.Element {
  const room = useRoom();
  let close!: HTMLButtonElement;
  const direct = () => room.entry?.room.kind === "direct";
  const shut = () => room.app.showPanel(false);
  createEffect(on(() => room.app.state.wide, (wide) => { if (!wide) close.focus(); }));
  return (
    <>
      <div class="panel-veil" onClick={shut} />
      <aside class="panel" aria-label={t("details.title")} onKeyDown={(event) => { if (event.key === "Escape") shut(); }}>
        <header class="room-head"><div class="title"><h2>{t("details.title")}</h2><p><bdi>{room.title}</bdi></p></div><button ref={close} class="icon" aria-label={t("close")} onClick={shut}><Icon name="close" /></button></header>
        <div class="panel-body">
          <Show when={!direct()} fallback={<Person />}><About /><Members /><Acts /></Show>
        </div>
      </aside>
    </>
  );
}

function Person(): JSX.Element {
  const room = useRoom();
  return (
    <section>
      <div class="fact-line"><Avatar id={room.peer ?? ""} size="l" /><div><h3><bdi>{room.name}</bdi></h3><p class="note flat"><bdi>@{room.app.card(room.peer ?? "")?.username}</bdi></p></div></div>
      <p class="note">{t(room.peer === room.app.me ? "origin.self" : "details.direct.text")}</p>
    </section>
  );
}

function About(): JSX.Element {
  const room = useRoom();
  const info = () => room.entry!.room;
  return (
    <section>
      <div class="head-line"><h3>{t("details.about")}</h3><Show when={room.canWrite && atLeast(room.entry?.seat.role, "admin")}><button class="icon" aria-label={t("details.edit")} onClick={() => room.app.show({ kind: "editRoom", roomId: room.id })}><Icon name="pencil" /></button></Show></div>
      <dl class="facts">
        <div><dt>{t("room.topic")}</dt><dd dir="auto">{info().topic || t("details.notopic")}</dd></div>
        <div><dt>{t("details.kind")}</dt><dd>{t(info().kind === "private" ? "kind.private" : "kind.public")}</dd></div>
        <div><dt>{t("details.created")}</dt><dd>{t("details.created.by", { date: dateOnly(info().createdAt), name: room.app.nameOf(info().createdBy) })}</dd></div>
      </dl>
    </section>
  );
}

function Members(): JSX.Element {
  const room = useRoom();
  const [query, setQuery] = createSignal("");
  const [failed, setFailed] = createSignal(false);
  const load = () => { setFailed(false); void room.view.loadMembers().catch(() => setFailed(true)); };
  if (!room.members()) load();
  const sorted = createMemo(() => {
    const wanted = query().trim().toLocaleLowerCase();
    return (room.members() ?? [])
      .filter((seat) => !wanted || `${room.app.nameOf(seat.userId)} ${room.app.card(seat.userId)?.username ?? ""}`.toLocaleLowerCase().includes(wanted))
      .sort((a, b) => roles.indexOf(a.role) - roles.indexOf(b.role) || room.app.nameOf(a.userId).localeCompare(room.app.nameOf(b.userId)));
  });
  const ids = createMemo(() => sorted().slice(0, SHOWN).map((seat) => seat.userId));
  const mayAdd = () => room.canWrite && atLeast(room.entry?.seat.role, room.entry?.room.kind === "public" ? "member" : "moderator");
  return (
    <section>
      <div class="head-line"><h3>{t("details.people")} · {room.memberCount.toLocaleString()}</h3><Show when={mayAdd()}><button class="icon" aria-label={t("details.add")} onClick={() => room.app.show({ kind: "addPeople", roomId: room.id })}><Icon name="addPerson" /></button></Show></div>
      <Show when={(room.members()?.length ?? 0) >= FILTER_FROM}><input class="input" aria-label={t("details.filter")} placeholder={t("details.filter")} value={query()} onInput={(event) => setQuery(event.currentTarget.value)} /></Show>
      <Show when={failed()}><p class="hush">{t("details.fail")} <button class="link" onClick={load}>{t("retry")}</button></p></Show>
      <ul class="people"><For each={ids()}>{(id) => <Show when={sorted().find((seat) => seat.userId === id)}>{(seat) => <Member seat={seat()} />}</Show>}</For></ul>
    </section>
  );
}

function Member(props: { seat: Seat }): JSX.Element {
  const room = useRoom();
  const [at, setAt] = createSignal<Anchor>();
  const id = () => props.seat.userId;
  const name = () => room.app.nameOf(id());
  const items = (): readonly MenuItem[] => [
    ...(id() === room.app.me ? [] : [{ label: t("details.write", { name: name() }), icon: "chat" as const, run: () => void room.app.attempt(async () => room.app.open((await room.app.parley.openDirect(id())).room.id)) }]),
    ...rolesFor(room.entry?.seat.role, props.seat).map((role): MenuItem => ({ label: t("role.make", { role: t(`role.${role}`) }), icon: "key", run: () => void room.app.attempt(() => room.view.setRole(id(), role)) })),
    ...(id() !== room.app.me && room.canModerate && above(room.entry?.seat.role, props.seat.role)
      ? [{ label: t("details.remove"), icon: "door" as const, bad: true, rule: true, run: () => room.app.show({ kind: "removeMember", roomId: room.id, userId: id() }) }] : []),
  ];
  return (
    <li>
      <Avatar id={id()} />
      <div><b><bdi>{id() === room.app.me ? t("you.suffix", { name: name() }) : name()}</bdi></b><small><bdi>@{room.app.card(id())?.username}</bdi></small></div>
      <Show when={props.seat.role !== "member"}><span class="role">{t(`role.${props.seat.role}`)}</span></Show>
      <Show when={room.canWrite && items().length > 0}><button class="icon" aria-label={t("details.member.acts", { name: name() })} aria-haspopup="menu" aria-expanded={at() !== undefined} onClick={(event) => setAt(anchorOf(event.currentTarget))}><Icon name="more" /></button></Show>
      <Show when={at()}>{(anchor) => <Menu anchor={anchor()} label={t("details.member.acts", { name: name() })} items={items()} onClose={() => setAt(undefined)} />}</Show>
    </li>
  );
}

/** The roles one may give: owners any, admins those below their own to people below them. */
function rolesFor(own: Seat["role"] | undefined, seat: Seat): readonly Seat["role"][] {
  return roles.filter((role) => role !== seat.role && (own === "owner" || (own === "admin" && above(own, seat.role) && above(own, role))));
}

function Acts(): JSX.Element {
  const room = useRoom();
  const admin = () => atLeast(room.entry?.seat.role, "admin");
  const archived = () => room.entry?.room.archivedAt !== undefined;
  return (
    <section>
      <ul class="acts-list">
        <Show when={admin()}><li><Show when={archived()} fallback={<button onClick={() => room.app.show({ kind: "archive", roomId: room.id })}><Icon name="box" />{t("details.archive")}</button>}>
          <button onClick={() => void room.app.attempt(() => room.view.update({ archived: false }))}><Icon name="box" />{t("details.unarchive")}</button>
        </Show></li></Show>
        <li><button class="bad" onClick={() => room.app.show({ kind: "leave", roomId: room.id })}><Icon name="door" />{t("details.leave")}</button></li>
      </ul>
    </section>
  );
}
