import { createResource, createSignal, For, type JSX, Show } from "solid-js";
import type { Card } from "../../client";
import { stamp } from "../format/time";
import { Rich } from "../markdown/Rich";
import { PersonLine } from "../side/dialogs";
import { Search } from "../side/Search";
import { useApp } from "../store/app";
import { roomName } from "../store/names";
import { problem, t } from "../text";
import { Confirm, Dialog } from "../ui/Dialog";
import { Field } from "../ui/Field";

/** Adds people to a room. */
export function AddPeople(props: { roomId: string }): JSX.Element {
  const app = useApp();
  const view = app.parley.room(props.roomId);
  const [inside, setInside] = createSignal<ReadonlySet<string>>(new Set((view.members.value ?? []).map((seat) => seat.userId)));
  const add = (person: Card) => void app.attempt(async () => {
    await view.add(person.id);
    setInside((now) => new Set([...now, person.id]));
    app.note(t("add.done", { name: person.displayName }));
  });
  const name = () => app.entry(props.roomId)?.room.name ?? "";
  return (
    <Dialog title={t("add.title", { room: name() })} class="high">
      <Search<Card> label={t("direct.search")} none={() => t("direct.none")} find={async (q) => ({ found: await app.parley.searchUsers(q, 30) })}
        row={(person) => (
          <div class="pick"><PersonLine person={person} />
            <Show when={inside().has(person.id)} fallback={<button class="do small" aria-label={`${t("add")} ${person.displayName}`} onClick={() => add(person)}>{t("add")}</button>}><small>{t("add.in")}</small></Show>
          </div>
        )} />
    </Dialog>
  );
}

/** Changes the name and the topic of a room. */
export function EditRoom(props: { roomId: string }): JSX.Element {
  const app = useApp();
  const room = app.entry(props.roomId)?.room;
  const [name, setName] = createSignal(room?.name ?? "");
  const [topic, setTopic] = createSignal(room?.topic ?? "");
  const [wrong, setWrong] = createSignal<string>();
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!name().trim()) return setWrong(t("field.required"));
    const change = { ...(name().trim() === room?.name ? {} : { name: name().trim() }), ...(topic().trim() === (room?.topic ?? "") ? {} : { topic: topic().trim() }) };
    try {
      if (Object.keys(change).length) await app.parley.room(props.roomId).update(change);
      app.closeDialog();
    } catch (error) {
      setWrong(problem(error));
    }
  };
  return (
    <Dialog title={t("details.edit")}>
      <form class="dlg-body form" noValidate onSubmit={(event) => void submit(event)}>
        <Field label={t("room.name")} value={name()} onInput={(value) => { setName(value); setWrong(undefined); }} wrong={wrong()} max={80} focus />
        <Field label={t("room.topic")} hint={t("room.topic.hint")} optional value={topic()} onInput={setTopic} max={250} />
        <div class="acts"><button type="button" class="do plain" onClick={() => app.closeDialog()}>{t("cancel")}</button><button class="do" type="submit">{t("save")}</button></div>
      </form>
    </Dialog>
  );
}

/** Asks before leaving a room. */
export function Leave(props: { roomId: string }): JSX.Element {
  const app = useApp();
  const room = app.entry(props.roomId)?.room;
  const name = room ? roomName(room, app.state.users, app.me) : "";
  return <Confirm title={t("leave.title", { room: name })} text={t(room?.kind === "private" ? "leave.text.private" : "leave.text")} act={t("details.leave")} run={async () => { await app.parley.room(props.roomId).leave(); app.go("/", true); }} />;
}

/** Asks before archiving a room. */
export function Archive(props: { roomId: string }): JSX.Element {
  const app = useApp();
  return <Confirm title={t("archive.title", { room: app.entry(props.roomId)?.room.name ?? "" })} text={t("archive.text")} act={t("details.archive")} run={() => app.parley.room(props.roomId).update({ archived: true })} />;
}

/** Asks before removing somebody. */
export function RemoveMember(props: { roomId: string; userId: string }): JSX.Element {
  const app = useApp();
  const name = app.nameOf(props.userId);
  return <Confirm title={t("remove.title", { name })} text={t("remove.text", { name })} act={t("details.remove")} run={() => app.parley.room(props.roomId).remove(props.userId)} />;
}

/** Asks before deleting a message. */
export function DeleteMessage(props: { roomId: string; seq: number }): JSX.Element {
  const app = useApp();
  return <Confirm title={t("delete.title")} text={t("delete.text")} act={t("msg.delete")} run={() => app.parley.room(props.roomId).delete(props.seq)} />;
}

/** What a message said before its edits. */
export function Edits(props: { roomId: string; seq: number }): JSX.Element {
  const app = useApp();
  const view = app.parley.room(props.roomId);
  const [edits] = createResource(() => view.edits(props.seq));
  const now = view.timeline.value.messages.find((message) => message.seq === props.seq);
  return (
    <Dialog title={t("edited.title")}>
      <div class="dlg-body">
        <Show when={!edits.error} fallback={<p class="hush">{problem(edits.error)}</p>}>
          <ol class="past">
            <For each={edits.latest}>{(edit) => <li><time datetime={edit.at}>{stamp(edit.at)}</time><Rich content={edit.content} /></li>}</For>
            <Show when={now}>{(message) => <li><time datetime={message().editedAt}>{t("edited.now")}</time><Rich content={message().content} /></li>}</Show>
          </ol>
        </Show>
      </div>
    </Dialog>
  );
}
