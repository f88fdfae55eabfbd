import { createEffect, createMemo, createSignal, For, type JSX, Match, on, onCleanup, onMount, Show, Switch } from "solid-js";
import { Virtualizer, type VirtualizerHandle } from "virtua/solid";
import { badgeText } from "../store/attention";
import { t } from "../text";
import { Icon } from "../ui/Icon";
import { Away } from "./Away";
import { createRows, type Handle } from "./handles";
import { useRoom } from "./open";
import { createRoving } from "./roving";
import { MessageRow } from "./MessageRow";
import { Overlays, OverlayContext, createOverlays } from "./Overlays";

const NEAR_END = 48;
const TOUCHING = 2;
const LOAD_AHEAD = 900;
const ABOVE_FRESH = -56;

/** The messages of the open room: a virtual list that keeps its place, and follows the newest message while that is in view. */
export function Timeline(): JSX.Element {
  const room = useRoom();
  const rows = createRows(room);
  const overlays = createOverlays(room);
  let scroller!: HTMLDivElement;
  let list: VirtualizerHandle | undefined;
  let stuck = true;
  let placed = false;
  let opened = false;
  let lastTop = 0;
  const [held, setHeld] = createSignal(true);
  const roving = createRoving(() => rows().list, () => scroller, (index) => list?.scrollToIndex(index, { align: "nearest" }));
  const keepMounted = createMemo(() => { const at = roving.index(); return at < 0 ? [] : [at]; });

  const setStuck = (on: boolean) => { stuck = on; setHeld(on); };
  const toBottom = () => { scroller.scrollTop = scroller.scrollHeight; };
  const indexOf = (seq: number) => rows().list.findIndex((handle) => handle.row().message?.seq === seq);

  room.reveal = (seq) => {
    const index = indexOf(seq);
    if (index < 0) return;
    setStuck(false);
    list?.scrollToIndex(index, { align: "center" });
    roving.set(rows().list[index]!.id);
  };
  room.toEnd = () => {
    setStuck(true);
    if (room.timeline().hasAfter) void room.app.attempt(() => room.view.loadNewest());
    toBottom();
  };

  /** Where a window that is new on the screen stands: at the message looked for, the new-message line, or the end. */
  const place = () => {
    const found = indexOf(room.found() ?? 0);
    const fresh = opened ? -1 : rows().list.findIndex((handle) => handle.row().fresh);
    opened = true;
    setStuck(found < 0 && fresh < 0);
    if (found >= 0) list?.scrollToIndex(found, { align: "center" });
    else if (fresh >= 0) list?.scrollToIndex(fresh, { align: "start", offset: ABOVE_FRESH });
    else toBottom();
    requestAnimationFrame(() => requestAnimationFrame(() => { placed = true; resized(); look(); }));
  };

  /** Looks where the view stands: follows, tells what is in view, and loads what comes next. */
  const look = () => {
    if (!placed) return;
    const { scrollTop, scrollHeight, clientHeight } = scroller;
    const left = scrollHeight - scrollTop - clientHeight;
    if (left <= TOUCHING) setStuck(true);
    else if (scrollTop < lastTop - 1) setStuck(false);
    else if (left < NEAR_END && scrollTop > lastTop) setStuck(true);
    lastTop = scrollTop;
    const { hasBefore, hasAfter, state } = room.timeline();
    room.setAtEnd(stuck && !hasAfter && state === "ready");
    if (state !== "ready") return;
    if (hasBefore && scrollTop < LOAD_AHEAD) void room.view.loadBefore().catch(() => undefined);
    if (hasAfter && left < LOAD_AHEAD) void room.view.loadAfter().catch(() => undefined);
  };

  const part = createMemo(() => rows().window);
  createEffect(on(part, () => { placed = false; requestAnimationFrame(place); }));
  createEffect(on(rows, () => {
    if (!placed) return;
    if (stuck) queueMicrotask(toBottom);
    requestAnimationFrame(look);
  }));
  const resized = () => { if (opened && stuck) toBottom(); };
  onMount(() => {
    const watch = new ResizeObserver(() => { resized(); look(); });
    watch.observe(scroller);
    onCleanup(() => watch.disconnect());
  });

  const unread = () => room.entry?.unread ?? 0;
  const label = () => (room.entry?.room.kind === "direct" ? t("room.log.direct", { name: room.name }) : t("room.log", { room: room.name }));
  return (
    <OverlayContext.Provider value={overlays}>
      <div class="line-box">
        <div class="line" ref={scroller} role="log" aria-live="off" aria-label={label()} tabindex={rows().list.length ? -1 : 0} onScroll={look} onKeyDown={(event) => roving.key(event, overlays)} onFocusIn={roving.focus}>
          <div class="fill" />
          <Switch>
            <Match when={room.timeline().state === "failed" && rows().list.length === 0}><Failed /></Match>
            <Match when={rows().list.length === 0}><Waiting /></Match>
          </Switch>
          <Show when={rows().list.length > 0 && part()} keyed>
            <Virtualizer ref={(handle) => { list = handle; }} data={rows().list as Handle[]} shift={rows().shift} scrollRef={scroller} keepMounted={keepMounted()} onResize={resized} bufferSize={400}>
              {(handle: Handle) => <MessageRow handle={handle} current={roving.current() === handle.id} />}
            </Virtualizer>
          </Show>
        </div>
        <Show when={room.timeline().hasAfter || !held()}>
          <button class="latest" onClick={() => room.readAll()}>
            <Icon name="down" />{t("latest")}
            <Show when={unread() > 0}><span class="badge"><span aria-hidden="true">{badgeText(unread())}</span><span class="unseen">{t("latest.count", { count: unread() })}</span></span></Show>
          </button>
        </Show>
        <Overlays />
      </div>
    </OverlayContext.Provider>
  );
}

function Waiting(): JSX.Element {
  const room = useRoom();
  return (
    <Show when={room.app.state.status.state === "offline"} fallback={<Ghosts />}>
      <Away />
    </Show>
  );
}

/** Where messages will be. */
export function Ghosts(): JSX.Element {
  return <div class="wait" role="status" aria-label={t("loading")}><For each={[62, 40, 74, 50]}>{(width) => <div style={{ "--w": `${width}%` }}><i /><i /><i /><i /></div>}</For></div>;
}

function Failed(): JSX.Element {
  const room = useRoom();
  return (
    <div class="blank">
      <span class="art"><Icon name="bang" /></span><h2>{t("room.fail.title")}</h2><p>{t("room.fail.text")}</p>
      <button class="do" onClick={() => void room.app.attempt(() => room.view.loadNewest())}>{t("retry")}</button>
    </div>
  );
}
