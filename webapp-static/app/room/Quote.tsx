import { type Accessor, createMemo, createResource, type JSX } from "solid-js";
import { t } from "../text";
import { wordsOf } from "./acts";
import { type OpenRoom, useRoom } from "./open";

/** What a message is shown as where another one is about it; fetched when it is not loaded. */
export function createQuoted(room: OpenRoom, seq: number): { readonly name: Accessor<string>; readonly words: Accessor<string> } {
  const here = createMemo(() => room.messageOf(seq));
  const [fetched] = createResource(() => !here(), () => room.view.message(seq).catch(() => undefined));
  const message = () => here() ?? fetched.latest;
  return {
    name: () => (message() ? room.app.nameOf(message()!.senderId) : ""),
    words: () => (message()?.deletedAt ? t("quote.gone") : message() ? wordsOf(room, message()!.content) : "…"),
  };
}

/** What a message answers, on one line; jumps to it. */
export function Quote(props: { seq: number }): JSX.Element {
  const room = useRoom();
  const quoted = createQuoted(room, props.seq);
  return (
    <button class="quote" title={t("quote.jump", { name: quoted.name() })} onClick={() => void room.jump(props.seq)}>
      <b><bdi>{quoted.name()}</bdi></b><span dir="auto">{quoted.words()}</span>
    </button>
  );
}
