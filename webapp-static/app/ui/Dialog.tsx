import { createUniqueId, type JSX, onCleanup, onMount, Show } from "solid-js";
import { useApp } from "../store/app";
import { t } from "../text";
import { Icon } from "./Icon";
import { Notes } from "./Notes";

/** A modal dialog: keeps the focus, closes with Escape or a click beside it, and gives the focus back. */
export function Dialog(props: { title: string; class?: string; bare?: boolean; onClose?: () => void; children: JSX.Element }): JSX.Element {
  const app = useApp();
  const id = createUniqueId();
  let element!: HTMLDialogElement;
  const close = () => (props.onClose ?? (() => app.closeDialog()))();
  const before = document.activeElement;
  onMount(() => {
    element.showModal();
    element.querySelector<HTMLElement>("[autofocus]")?.focus();
  });
  onCleanup(() => queueMicrotask(() => { if (before instanceof HTMLElement && before.isConnected && document.activeElement === document.body) before.focus({ preventScroll: true }); }));
  return (
    <dialog ref={element} class={props.class} aria-labelledby={id} onClose={close}
      onCancel={(event) => { event.preventDefault(); close(); }}
      onPointerDown={(event) => { if (event.target === element) close(); }}>
      <Show when={!props.bare} fallback={<h2 class="unseen" id={id}>{props.title}</h2>}>
        <header class="dlg-head"><h2 id={id}>{props.title}</h2><button class="icon" aria-label={t("close")} onClick={close}><Icon name="close" /></button></header>
      </Show>
      {props.children}
      <Notes />
    </dialog>
  );
}

/** Asks before something that cannot be taken back. */
export function Confirm(props: { title: string; text: string; act: string; run: () => Promise<unknown> }): JSX.Element {
  const app = useApp();
  const act = async () => { if (await app.attempt(props.run)) app.closeDialog(); };
  return (
    <Dialog title={props.title}>
      <div class="dlg-body">
        <p>{props.text}</p>
        <div class="acts">
          <button class="do plain" onClick={() => app.closeDialog()}>{t("cancel")}</button>
          <button class="do danger" autofocus onClick={() => void act()}>{props.act}</button>
        </div>
      </div>
    </Dialog>
  );
}
