import { createSignal, type JSX, Show } from "solid-js";
import type { Card, Room } from "../../client";
import { useApp } from "../store/app";
import { problem, t } from "../text";
import { Avatar } from "../ui/Avatar";
import { Dialog } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { Icon } from "../ui/Icon";
import { RoomSign } from "./Side";
import { Search } from "./Search";

/** Makes a room. */
export function NewRoom(): JSX.Element {
  const app = useApp();
  const [name, setName] = createSignal("");
  const [topic, setTopic] = createSignal("");
  const [kind, setKind] = createSignal<"public" | "private">("public");
  const [wrong, setWrong] = createSignal<string>();
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!name().trim()) return setWrong(t("field.required"));
    try {
      const entry = await app.parley.createRoom({ name: name().trim(), kind: kind(), ...(topic().trim() ? { topic: topic().trim() } : {}) });
      app.open(entry.room.id);
    } catch (error) {
      setWrong(problem(error));
    }
  };
  return (
    <Dialog title={t("new.room")}>
      <form class="dlg-body form" noValidate onSubmit={(event) => void submit(event)}>
        <Field label={t("room.name")} hint={t("room.name.hint")} value={name()} onInput={(value) => { setName(value); setWrong(undefined); }} wrong={wrong()} max={80} focus />
        <Field label={t("room.topic")} hint={t("room.topic.hint")} optional value={topic()} onInput={setTopic} max={250} />
        <fieldset><legend>{t("room.kind")}</legend>
          <div class="options">
            <label><input type="radio" name="kind" checked={kind() === "public"} onChange={() => setKind("public")} /><i aria-hidden="true">#</i><b>{t("kind.public")}</b><small>{t("kind.public.text")}</small></label>
            <label><input type="radio" name="kind" checked={kind() === "private"} onChange={() => setKind("private")} /><Icon name="lock" /><b>{t("kind.private")}</b><small>{t("kind.private.text")}</small></label>
          </div>
        </fieldset>
        <div class="acts"><button type="button" class="do plain" onClick={() => app.closeDialog()}>{t("cancel")}</button><button class="do" type="submit">{t("room.create")}</button></div>
      </form>
    </Dialog>
  );
}

/** Writes to somebody: the direct room with a person that is found by name. */
export function NewDirect(): JSX.Element {
  const app = useApp();
  const open = (person: Card) => void app.attempt(async () => app.open((await app.parley.openDirect(person.id)).room.id));
  return (
    <Dialog title={t("direct.title")} class="high">
      <Search<Card> label={t("direct.search")} none={() => t("direct.none")} find={async (q) => ({ found: await app.parley.searchUsers(q, 30) })}
        row={(person) => <button class="pick" onClick={() => open(person)}><PersonLine person={person} /></button>} />
    </Dialog>
  );
}

/** A person in a list of people. */
export function PersonLine(props: { person: Card }): JSX.Element {
  const app = useApp();
  return (
    <>
      <Avatar id={props.person.id} />
      <div><b><bdi>{props.person.id === app.me ? t("you.suffix", { name: props.person.displayName }) : props.person.displayName}</bdi></b><small><bdi>@{props.person.username}</bdi></small></div>
    </>
  );
}

/** The public rooms, to join. */
export function Browse(): JSX.Element {
  const app = useApp();
  const open = (room: Room) => app.open(room.id);
  const join = (room: Room) => void app.attempt(async () => { await app.parley.join(room.id); open(room); });
  const row = (room: Room) => {
    const mine = () => app.entry(room.id) !== undefined;
    return (
      <div class="pick">
        <RoomSign room={room} />
        <div><b dir="auto">{room.name}</b><small>{t("browse.members", { count: room.memberCount })}<Show when={room.topic}> · <bdi>{room.topic}</bdi></Show></small></div>
        <Show when={mine()} fallback={<button class="do small" aria-label={`${t("browse.join")} ${room.name ?? ""}`} onClick={() => join(room)}>{t("browse.join")}</button>}>
          <button class="do small plain" aria-label={`${t("browse.open")} ${room.name ?? ""}`} onClick={() => open(room)}>{t("browse.open")}</button>
        </Show>
      </div>
    );
  };
  return (
    <Dialog title={t("browse.title")} class="broad high">
      <Search<Room> label={t("browse.search")} none={(q) => t(q ? "browse.none" : "browse.empty")} row={row}
        find={async (q, cursor) => {
          const page = await app.parley.directory({ limit: 50, ...(q ? { q } : {}), ...(cursor ? { cursor } : {}) });
          return { found: page.rooms, cursor: page.cursor };
        }} />
    </Dialog>
  );
}
