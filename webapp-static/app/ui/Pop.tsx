import { type JSX, onCleanup, onMount } from "solid-js";
import { Portal } from "solid-js/web";
import { useApp } from "../store/app";

const GAP = 6;
const EDGE = 8;

/** Where something stands that a pop-over belongs to. */
export interface Anchor { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }

/** A box beside its anchor, or a sheet at the bottom of a phone; closes with Escape or a click elsewhere and gives the focus back. */
export function Pop(props: { anchor: Anchor; class: string; label: string; role?: "menu" | "dialog"; onClose: () => void; children: JSX.Element }): JSX.Element {
  const app = useApp();
  let box!: HTMLDivElement;
  const before = document.activeElement;
  const place = () => {
    if (!app.state.wide) return;
    const { width, height } = box.getBoundingClientRect();
    const above = props.anchor.bottom + GAP + height > innerHeight - EDGE && props.anchor.top - GAP - height > EDGE;
    const top = above ? props.anchor.top - GAP - height : Math.max(EDGE, Math.min(props.anchor.bottom + GAP, innerHeight - height - EDGE));
    const toRight = props.anchor.left + props.anchor.right < innerWidth;
    const start = toRight ? props.anchor.left : props.anchor.right - width;
    box.style.top = `${top}px`;
    box.style.left = `${Math.max(EDGE, Math.min(start, innerWidth - width - EDGE))}px`;
  };
  const key = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    props.onClose();
  };
  onMount(() => {
    const watch = new ResizeObserver(place);
    watch.observe(box);
    addEventListener("resize", place);
    onCleanup(() => { watch.disconnect(); removeEventListener("resize", place); });
    (box.querySelector<HTMLElement>("[autofocus], [role=menuitem]") ?? box).focus({ preventScroll: true });
  });
  onCleanup(() => { if (before instanceof HTMLElement && before.isConnected && (box.contains(document.activeElement) || document.activeElement === document.body)) before.focus({ preventScroll: true }); });
  return (
    <Portal mount={document.querySelector("main:not(.unseen)") ?? document.querySelector("nav") ?? document.body}>
      <div class="pop-veil" classList={{ dim: !app.state.wide }} onPointerDown={(event) => { event.preventDefault(); props.onClose(); }} />
      <div ref={box} class={`pop ${props.class}`} classList={{ sheet: !app.state.wide }} role={props.role ?? "dialog"} aria-label={props.label} tabindex="-1" onKeyDown={key}>
        {props.children}
      </div>
    </Portal>
  );
}

/** The anchor of an element. */
export function anchorOf(element: Element): Anchor {
  return element.getBoundingClientRect();
}

/** The anchor of a point. */
export function anchorAt(x: number, y: number): Anchor {
  return { left: x, right: x, top: y, bottom: y };
}
