import { createSignal, createEffect, type JSX, Match, on, onCleanup, Switch } from "solid-js";
import { t } from "../text";
import { Icon } from "../ui/Icon";
import { useRoom } from "./open";

const BLINK_MS = 1_200;

/** Who is typing, or that the connection is gone; its place is always there. */
export function TypingLine(): JSX.Element {
  const room = useRoom();
  const state = () => room.app.state.status.state;
  const [slow, setSlow] = createSignal(false);
  createEffect(on(state, (now) => {
    setSlow(false);
    const timer = setTimeout(() => setSlow(now === "connecting" || now === "offline"), now === "offline" ? 0 : BLINK_MS);
    onCleanup(() => clearTimeout(timer));
  }));
  const names = () => room.typing().map((id) => room.app.nameOf(id));
  const text = () => {
    const [a, b, more] = names();
    return more ? t("typing.many") : b ? t("typing.two", { a: a!, b }) : t("typing.one", { a: a! });
  };
  return (
    <div class="typing" role="status">
      <Switch>
        <Match when={slow() && state() === "offline"}><Icon name="away" /><span>{t("net.queue")}</span><button onClick={() => room.app.parley.retryNow()}>{t("net.now")}</button></Match>
        <Match when={slow()}><Icon name="clock" /><span>{t("net.room.connecting")}</span></Match>
        <Match when={names().length > 0}><span class="dots" aria-hidden="true"><i /><i /><i /></span><span dir="auto">{text()}</span></Match>
      </Switch>
    </div>
  );
}
