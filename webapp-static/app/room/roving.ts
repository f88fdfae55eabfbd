import { type Accessor, createMemo, createSignal } from "solid-js";
import type { Handle } from "./handles";
import type { OverlayState } from "./Overlays";

/** The one message that the keyboard stands on; arrows move it, letters act on it. */
export interface Roving {
  readonly current: Accessor<string | undefined>;
  readonly index: Accessor<number>;
  set(id: string): void;
  /** The keyboard came to a row by other means. */
  focus(event: FocusEvent): void;
  key(event: KeyboardEvent, overlays: OverlayState): void;
}

/** Moves the keyboard among rows of which only some are on the page. */
export function createRoving(rows: Accessor<readonly Handle[]>, scroller: () => HTMLElement, show: (index: number) => void): Roving {
  const [chosen, setChosen] = createSignal<string>();
  const index = createMemo(() => {
    const at = rows().findIndex((handle) => handle.id === chosen());
    return at < 0 ? rows().length - 1 : at;
  });
  const current = createMemo(() => rows()[index()]?.id);

  const elementOf = (id: string) => scroller().querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`);
  const go = (to: number) => {
    const handle = rows()[Math.max(0, Math.min(rows().length - 1, to))];
    if (!handle) return;
    setChosen(handle.id);
    show(index());
    requestAnimationFrame(() => elementOf(handle.id)?.focus({ preventScroll: true }));
  };
  const key = (event: KeyboardEvent, overlays: OverlayState) => {
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || !target.matches("[data-row], .line")) return;
    setChosen(target.dataset["row"] ?? current());
    const to = { ArrowUp: index() - 1, ArrowDown: index() + 1, Home: 0, End: rows().length - 1 }[event.key];
    if (to !== undefined) go(to);
    else if (!overlays.act(rows()[index()], event.key, elementOf(current() ?? ""))) return;
    event.preventDefault();
  };
  const focus = (event: FocusEvent) => {
    const row = (event.target as HTMLElement).closest<HTMLElement>("[data-row]");
    if (row) setChosen(row.dataset["row"]);
  };
  return { current, index, set: setChosen, focus, key };
}
