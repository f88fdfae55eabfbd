import { type JSX, Show } from "solid-js";
import { atLeast } from "../store/names";
import { t } from "../text";
import { Avatar } from "../ui/Avatar";
import { Icon } from "../ui/Icon";
import type { Handle } from "./handles";
import { useRoom } from "./open";

/** The beginning of a room: what it is, and what one can do first. */
export function Origin(props: { handle: Handle; current: boolean }): JSX.Element {
  const room = useRoom();
  const direct = () => room.entry?.room.kind === "direct";
  const self = () => room.peer === room.app.me;
  const mayAdd = () => room.canWrite && atLeast(room.entry?.seat.role, room.entry?.room.kind === "public" ? "member" : "moderator");
  return (
    <div class="origin" data-row={props.handle.id} tabindex={props.current ? 0 : -1}>
      <Show when={direct()} fallback={<span class="art" aria-hidden="true">{room.entry?.room.kind === "private" ? <Icon name="lock" /> : "#"}</span>}><Avatar id={room.peer ?? ""} size="l" /></Show>
      <h2 dir="auto">{room.name}</h2>
      <p dir="auto">{self() ? t("origin.self") : direct() ? t("origin.direct", { name: room.name }) : room.entry?.room.topic || t("origin.room", { room: room.name })}</p>
      <Show when={!direct() && mayAdd()}>
        <div class="acts">
          <button class="do plain small" onClick={() => room.app.show({ kind: "addPeople", roomId: room.id })}><Icon name="addPerson" />{t("origin.add")}</button>
          <Show when={!room.entry?.room.topic && atLeast(room.entry?.seat.role, "admin")}><button class="do plain small" onClick={() => room.app.show({ kind: "editRoom", roomId: room.id })}><Icon name="pencil" />{t("origin.topic")}</button></Show>
        </div>
      </Show>
    </div>
  );
}
