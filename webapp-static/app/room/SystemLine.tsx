import { type JSX } from "solid-js";
import type { Role, SystemEvent } from "../../client";
import { clock, moment } from "../format/time";
import { en } from "../text/en";
import { type Key, t } from "../text";
import { Icon, type IconName } from "../ui/Icon";
import type { Handle } from "./handles";
import { type OpenRoom, useRoom } from "./open";

const ICONS: Partial<Record<SystemEvent["type"], IconName>> = {
  "room.renamed": "pencil", "room.topic": "pencil", "room.archived": "box", "room.unarchived": "box",
  "member.left": "door", "member.removed": "door", "member.role": "key", "room.created": "plus",
};

/** What happened to the room, on a quiet line. */
export function SystemLine(props: { handle: Handle; current: boolean }): JSX.Element {
  const room = useRoom();
  const message = () => props.handle.row().message!;
  const icon = () => (message().event && ICONS[message().event!.type]) ?? "addPerson";
  return (
    <div class="sys" data-row={props.handle.id} tabindex={props.current ? 0 : -1} role="article" aria-label={systemText(room, message().senderId, message().event)}>
      <Icon name={icon()} />
      <div dir="auto">{systemText(room, message().senderId, message().event)}<time datetime={message().createdAt} title={moment(message().createdAt)}>{clock(message().createdAt)}</time></div>
    </div>
  );
}

/** The sentence of a system message. */
export function systemText(room: OpenRoom, senderId: string, event: SystemEvent | undefined): string {
  const name = room.app.nameOf(senderId);
  if (!event) return t("sys.other", { name });
  const key = `sys.${event.type}${event.type === "room.topic" && event.name ? ".to" : ""}`;
  if (!(key in en)) return t("sys.other", { name });
  return t(key as Key, { name, to: event.name ?? "", other: event.userId ? room.app.nameOf(event.userId) : "", role: event.role ? t(`sys.role.${event.role satisfies Role}`) : "" });
}
