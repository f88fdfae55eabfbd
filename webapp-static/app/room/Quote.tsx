import { createMemo, createResource, type JSX } from "solid-js";
import { t } from "../text";
import { wordsOf } from "./acts";
import { useRoom } from "./open";

/** What a message answers, on one line; jumps to it. */
export function Quote(props: { seq: number }): JSX.Element {
  const room = useRoom();
  const here = createMemo(() => room.messageOf(props.seq));
  const [fetched] = createResource(() => !here() && props.seq, (seq) => room.view.message(seq).catch(() => undefined));
  const message = () => here() ?? fetched.latest;
  const name = () => (message() ? room.app.nameOf(message()!.senderId) : "");
  return (
    <button class="quote" title={t("quote.jump", { name: name() })} onClick={() => void room.jump(props.seq)}>
      <b><bdi>{name()}</bdi></b><span dir="auto">{message()?.deletedAt ? t("quote.gone") : message() ? wordsOf(room, message()!.content) : "…"}</span>
    </button>
  );
}
