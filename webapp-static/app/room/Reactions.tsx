import { For, type JSX, Show } from "solid-js";
import type { Reaction } from "../../client";
import { listOf, t } from "../text";
import { Icon } from "../ui/Icon";
import { anchorOf } from "../ui/Pop";
import { toggleReaction } from "./acts";
import type { Handle } from "./handles";
import { useRoom } from "./open";
import { useOverlays } from "./Overlays";

const NAMED = 10;

/** The reactions to a message; one's own are marked, a press adds or takes back. */
export function Reactions(props: { handle: Handle }): JSX.Element {
  const room = useRoom();
  const overlays = useOverlays();
  const message = () => props.handle.row().message;
  const emojis = () => (message()?.reactions ?? []).map((reaction) => reaction.emoji);
  const reactionOf = (emoji: string) => message()?.reactions?.find((reaction) => reaction.emoji === emoji);
  const names = (reaction: Reaction) => {
    const named = reaction.users.slice(0, NAMED).map((id) => room.app.nameOf(id));
    const others = reaction.count - named.length;
    return others > 0 ? t("re.others", { names: named.join(", "), count: others }) : listOf(named);
  };
  return (
    <Show when={emojis().length > 0}>
      <div class="re">
        <For each={emojis()}>{(emoji) => <Show when={reactionOf(emoji)}>{(reaction) => (
          <button classList={{ mine: reaction().mine ?? false }} aria-pressed={reaction().mine ?? false} disabled={!room.canWrite} title={names(reaction())}
            aria-label={t("re.label", { emoji, count: reaction().count, names: names(reaction()) })} onClick={() => toggleReaction(room, message()!, emoji)}>
            {emoji} <span>{reaction().count.toLocaleString()}</span>
          </button>
        )}</Show>}</For>
        <Show when={room.canWrite}><button class="add" aria-label={t("re.add")} aria-haspopup="dialog" onClick={(event) => overlays.openPicker(props.handle, anchorOf(event.currentTarget))}><Icon name="addReact" /></button></Show>
      </div>
    </Show>
  );
}
