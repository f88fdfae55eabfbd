import { createMemo, For, type JSX, Match, Show, Switch } from "solid-js";
import { Virtualizer } from "virtua/solid";
import { badgeText } from "../store/attention";
import { t } from "../text";
import { Icon } from "../ui/Icon";
import { Away } from "./Away";
import { Following } from "./following";
import { createRows, type Handle } from "./handles";
import { MessageRow } from "./MessageRow";
import { useRoom } from "./open";
import { createOverlays, OverlayContext, Overlays } from "./Overlays";
import { createRoving } from "./roving";

const AHEAD = 400;

/** The messages of the open room: a virtual list that keeps its place, and follows the newest message while that is in view. */
export function Timeline(): JSX.Element {
  const room = useRoom();
  const rows = createRows(room);
  const overlays = createOverlays(room);
  const following = new Following(room, rows);
  const list = () => rows().list as Handle[];
  const roving = createRoving(list, () => following.scroller, (index) => following.list?.scrollToIndex(index, { align: "nearest" }));
  const keepMounted = createMemo(() => (roving.index() < 0 ? [] : [roving.index()]));
  const label = () => (room.entry?.room.kind === "direct" ? t("room.log.direct", { name: room.name }) : t("room.log", { room: room.name }));
  return (
    <OverlayContext.Provider value={overlays}>
      <div class="line-box">
        <div class="line" ref={following.scroller} role="log" aria-live="off" aria-label={label()} tabindex={list().length ? -1 : 0}
          onScroll={() => following.look()} onKeyDown={(event) => roving.key(event, overlays)} onFocusIn={roving.focus}>
          <div class="fill" />
          <Show when={list().length === 0}><Nothing /></Show>
          <Show when={list().length > 0 && following.part()} keyed>
            <Virtualizer ref={(handle) => { following.list = handle; }} data={list()} shift={rows().shift} scrollRef={following.scroller} keepMounted={keepMounted()} onResize={() => following.resized()} bufferSize={AHEAD}>
              {(handle: Handle) => <MessageRow handle={handle} current={roving.current() === handle.id} />}
            </Virtualizer>
          </Show>
        </div>
        <Show when={room.timeline().hasAfter || !following.held()}><Latest /></Show>
        <Overlays />
      </div>
    </OverlayContext.Provider>
  );
}

function Latest(): JSX.Element {
  const room = useRoom();
  const unread = () => room.entry?.unread ?? 0;
  return (
    <button class="latest" onClick={() => room.readAll()}>
      <Icon name="down" />{t("latest")}
      <Show when={unread() > 0}><span class="badge"><span aria-hidden="true">{badgeText(unread())}</span><span class="unseen">{t("latest.count", { count: unread() })}</span></span></Show>
    </button>
  );
}

/** In the place of messages that are not there yet. */
function Nothing(): JSX.Element {
  const room = useRoom();
  return (
    <Switch fallback={<Ghosts />}>
      <Match when={room.app.state.status.state === "offline"}><Away /></Match>
      <Match when={room.timeline().state === "failed"}><Failed /></Match>
    </Switch>
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
