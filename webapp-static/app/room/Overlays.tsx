import { type Accessor, createContext, createSignal, For, type JSX, Show, untrack, useContext } from "solid-js";
import { Picker } from "../emoji/Picker";
import { t } from "../text";
import { Menu } from "../ui/Menu";
import { type Anchor, anchorOf } from "../ui/Pop";
import { actionsOf, quick, toggleReaction } from "./acts";
import type { Handle } from "./handles";
import { type OpenRoom, useRoom } from "./open";

interface At { readonly handle: Handle; readonly anchor: Anchor }

/** The menu and the emoji picker of the message they were opened for. */
export interface OverlayState {
  readonly menu: Accessor<At | undefined>;
  readonly picker: Accessor<At | undefined>;
  openMenu(handle: Handle, anchor: Anchor): void;
  openPicker(handle: Handle, anchor: Anchor): void;
  close(): void;
  /** Does what a key says on a message; whether it meant anything. */
  act(handle: Handle | undefined, key: string, element: Element | null): boolean;
}

export const OverlayContext = createContext<OverlayState>();

/** The overlays of the present timeline. */
export function useOverlays(): OverlayState {
  return useContext(OverlayContext)!;
}

export function createOverlays(room: OpenRoom): OverlayState {
  const [menu, setMenu] = createSignal<At>();
  const [picker, setPicker] = createSignal<At>();
  const close = () => { setMenu(undefined); setPicker(undefined); };
  const openMenu = (handle: Handle, anchor: Anchor) => { if (actionsOf(room, handle.row(), () => undefined).length) setMenu({ handle, anchor }); };
  const openPicker = (handle: Handle, anchor: Anchor) => { setMenu(undefined); setPicker({ handle, anchor }); };
  const act = (handle: Handle | undefined, key: string, element: Element | null): boolean => {
    if (!handle || !element) return false;
    if (key === "Enter") { openMenu(handle, anchorOf(element)); return true; }
    if (key === "Escape") { room.write(); return true; }
    // What was not sent is gone when it is given up, so the key that one writes with does not.
    const wanted = key.length === 1 ? key.toLowerCase() : key === "Backspace" && !handle.row().pending ? "Delete" : key;
    const action = actionsOf(room, handle.row(), () => openPicker(handle, anchorOf(element))).find((one) => one.key === wanted);
    action?.run();
    return action !== undefined;
  };
  return { menu, picker, openMenu, openPicker, close, act };
}

/** Shows the menu and the picker. */
export function Overlays(): JSX.Element {
  const room = useRoom();
  const overlays = useOverlays();
  return (
    <>
      <Show when={overlays.menu()} keyed>{(at) => {
        // As they were when it opened: entries that are made anew would lose the focus.
        const items = untrack(() => actionsOf(room, at.handle.row(), () => overlays.openPicker(at.handle, at.anchor)));
        return <Menu anchor={at.anchor} label={t("msg.actions")} onClose={overlays.close} items={items} head={<QuickRow at={at} />} />;
      }}</Show>
      <Show when={overlays.picker()}>{(at) => (
        <Picker anchor={at().anchor} onClose={overlays.close} onPick={(emoji) => {
          const { message } = at().handle.row();
          overlays.close();
          if (message && !message.reactions?.some((reaction) => reaction.emoji === emoji && reaction.mine)) toggleReaction(room, message, emoji);
        }} />
      )}</Show>
    </>
  );
}

/** On a phone the common reactions stand above the actions. */
function QuickRow(props: { at: At }): JSX.Element {
  const room = useRoom();
  const overlays = useOverlays();
  const message = () => props.at.handle.row().message;
  return (
    <Show when={!room.app.state.wide && room.canWrite && !message()?.deletedAt && message()}>{(one) => (
      <div class="quick" role="none"><For each={quick}>{(emoji) => <button role="menuitem" tabindex="-1" aria-label={t("msg.with", { emoji })} onClick={() => { overlays.close(); toggleReaction(room, one(), emoji); }}>{emoji}</button>}</For></div>
    )}</Show>
  );
}
