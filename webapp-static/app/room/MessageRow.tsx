import { createSignal, type JSX, Match, onCleanup, Show, Switch } from "solid-js";
import { clock, dayLabel, moment, shortClock } from "../format/time";
import { Rich } from "../markdown/Rich";
import { t } from "../text";
import { Avatar } from "../ui/Avatar";
import { Icon } from "../ui/Icon";
import { anchorAt, anchorOf } from "../ui/Pop";
import { quick, stateText, toggleReaction, wordsOf } from "./acts";
import type { Handle } from "./handles";
import { useRoom } from "./open";
import { useOverlays } from "./Overlays";
import { Origin } from "./Origin";
import { Quote } from "./Quote";
import { Reactions } from "./Reactions";
import { SystemLine } from "./SystemLine";

const PRESS_MS = 480;
const LIFTED_MS = 80;
const STILL = 10;
const SLOW_MS = 700;

/** One row of the timeline, with the separators above it. */
export function MessageRow(props: { handle: Handle; current: boolean }): JSX.Element {
  const row = () => props.handle.row();
  return (
    <>
      <Show when={row().day}><div class="day" role="separator" aria-label={dayLabel(row().at)}><span>{dayLabel(row().at)}</span></div></Show>
      <Show when={row().fresh}><div class="fresh" role="separator" aria-label={t("fresh")}><span>{t("fresh")}</span></div></Show>
      <Switch fallback={<Message handle={props.handle} current={props.current} />}>
        <Match when={row().kind === "origin"}><Origin handle={props.handle} current={props.current} /></Match>
        <Match when={row().kind === "system"}><SystemLine handle={props.handle} current={props.current} /></Match>
      </Switch>
    </>
  );
}

function Message(props: { handle: Handle; current: boolean }): JSX.Element {
  const room = useRoom();
  const overlays = useOverlays();
  const [near, setNear] = createSignal(false);
  const row = () => props.handle.row();
  const message = () => row().message;
  const content = () => message()?.content ?? row().pending?.content ?? "";
  const gone = () => message()?.deletedAt !== undefined;
  const busy = () => overlays.menu()?.handle === props.handle || overlays.picker()?.handle === props.handle;
  const press = longPress((element) => overlays.openMenu(props.handle, anchorOf(element)));
  const way = () => { const { pending } = row(); return pending ? ` (${stateText(pending)})` : ""; };
  const label = () => t("msg.label", { name: room.app.nameOf(row().senderId), time: clock(row().at), text: gone() ? t("deleted") : wordsOf(room, content()) }) + way();
  return (
    <article class="msg" data-row={props.handle.id} tabindex={props.current ? 0 : -1} aria-label={label()}
      classList={{ tight: row().tight, sending: row().pending !== undefined, held: busy(), found: message() !== undefined && room.found() === message()!.seq }}
      onPointerEnter={(event) => { if (event.pointerType === "mouse") setNear(true); }} onPointerLeave={() => setNear(false)}
      onFocusIn={() => setNear(true)} onFocusOut={(event) => { if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setNear(false); }}
      onContextMenu={(event) => {
        if ((event as unknown as PointerEvent).pointerType === "mouse") return;
        event.preventDefault();
        overlays.openMenu(props.handle, event.clientX || event.clientY ? anchorAt(event.clientX, event.clientY) : anchorOf(event.currentTarget));
      }}
      {...press}>
      <Show when={row().tight} fallback={<Avatar id={row().senderId} />}><time datetime={row().at} title={moment(row().at)}>{row().pending ? "" : shortClock(row().at)}</time></Show>
      <div classList={{ changed: message()?.editedAt !== undefined }}>
        <Show when={!row().tight}><header><b><bdi>{room.app.nameOf(row().senderId)}</bdi></b><time datetime={row().at} title={moment(row().at)}>{clock(row().at)}</time></header></Show>
        <Show when={!gone()} fallback={<p class="gone">{t("deleted")}</p>}>
          <Show when={(message() ?? row().pending)?.replyTo} keyed>{(seq) => <Quote seq={seq} />}</Show>
          <Rich content={content()} />
          <Show when={message()?.editedAt}>{(at) => <button class="edited" title={moment(at())} onClick={() => room.app.show({ kind: "edits", roomId: room.id, seq: message()!.seq })}>{t("edited")}</button>}</Show>
          <Show when={row().pending}><Way handle={props.handle} /></Show>
          <Reactions handle={props.handle} />
        </Show>
      </div>
      <Show when={(near() || busy()) && message() && room.entry}><Tools handle={props.handle} /></Show>
    </article>
  );
}

function Tools(props: { handle: Handle }): JSX.Element {
  const room = useRoom();
  const overlays = useOverlays();
  const message = () => props.handle.row().message!;
  const alive = () => !message().deletedAt && room.canWrite;
  return (
    <div class="tools" role="toolbar" aria-label={t("msg.actions")}>
      <Show when={alive()}>
        <button aria-label={t("msg.with", { emoji: quick[0] })} onClick={() => toggleReaction(room, message(), quick[0])}>{quick[0]}</button>
        <button aria-label={t("msg.with", { emoji: quick[1] })} onClick={() => toggleReaction(room, message(), quick[1])}>{quick[1]}</button>
        <button class="icon" aria-label={t("msg.react")} aria-haspopup="dialog" aria-expanded={overlays.picker()?.handle === props.handle} onClick={(event) => overlays.openPicker(props.handle, anchorOf(event.currentTarget))}><Icon name="react" /></button>
        <button class="icon" aria-label={t("msg.reply")} onClick={() => room.reply(message().seq)}><Icon name="reply" /></button>
      </Show>
      <button class="icon" aria-label={t("more")} aria-haspopup="menu" aria-expanded={overlays.menu()?.handle === props.handle} onClick={(event) => overlays.openMenu(props.handle, anchorOf(event.currentTarget))}><Icon name="more" /></button>
    </div>
  );
}

/** How far a message of one's own has come; being sent is said only when it takes long. */
function Way(props: { handle: Handle }): JSX.Element {
  const room = useRoom();
  const [slow, setSlow] = createSignal(false);
  const timer = setTimeout(() => setSlow(true), SLOW_MS);
  onCleanup(() => clearTimeout(timer));
  const pending = () => props.handle.row().pending!;
  return (
    <Switch>
      <Match when={pending().state === "failed"}>
        <small class="state failed"><Icon name="bang" />{stateText(pending())}
          <button onClick={() => room.view.retry(pending().key)}>{t("state.retry")}</button><button onClick={() => room.discard(pending())}>{t("state.discard")}</button>
        </small>
      </Match>
      <Match when={pending().state === "queued" && slow()}>
        <small class="state"><Icon name="clock" />{stateText(pending())} <button onClick={() => room.discard(pending())}>{t("state.discard")}</button></small>
      </Match>
      <Match when={slow()}><small class="state"><Icon name="clock" />{stateText(pending())}</small></Match>
    </Switch>
  );
}

/** The finger that opened a menu is lifted over it; that is no choice. */
function swallowClick(): void {
  const swallow = (event: Event) => { event.preventDefault(); event.stopPropagation(); };
  const stop = () => removeEventListener("click", swallow, { capture: true });
  addEventListener("click", swallow, { capture: true });
  addEventListener("pointerup", () => setTimeout(stop, LIFTED_MS), { once: true });
  addEventListener("pointerdown", stop, { once: true, capture: true });
}

function longPress(act: (element: HTMLElement) => void): JSX.HTMLAttributes<HTMLElement> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let from = { x: 0, y: 0 };
  const stop = () => clearTimeout(timer);
  onCleanup(stop);
  return {
    onPointerDown: (event) => {
      if (event.pointerType !== "touch") return;
      const element = event.currentTarget as HTMLElement;
      from = { x: event.clientX, y: event.clientY };
      timer = setTimeout(() => { swallowClick(); act(element); }, PRESS_MS);
    },
    onPointerMove: (event) => { if (Math.hypot(event.clientX - from.x, event.clientY - from.y) > STILL) stop(); },
    onPointerUp: stop, onPointerCancel: stop,
  };
}
