import { createSignal, type JSX, onMount, Show } from "solid-js";
import { Picker } from "../emoji/Picker";
import { t } from "../text";
import { Icon } from "../ui/Icon";
import { Menu } from "../ui/Menu";
import { type Anchor, anchorOf } from "../ui/Pop";
import { Completion } from "./Completion";
import { Composing } from "./composing";
import { formatItems } from "./formats";
import { useRoom, type Writing } from "./open";
import { createQuoted } from "./Quote";
import { TypingLine } from "./TypingLine";

const TELL_FROM = 500;

/** Where a message is written, answered or changed. */
export function Composer(): JSX.Element {
  const room = useRoom();
  const composing = new Composing(room);
  const begun = composing.text();
  const to = () => t("compose.to", { room: room.title });
  const offers = () => composing.completion.offers().length > 0;
  onMount(() => {
    composing.grow();
    if (matchMedia("(pointer: fine)").matches && room.app.state.wide && !room.app.state.dialog) queueMicrotask(() => composing.field.focus({ preventScroll: true }));
  });
  return (
    <footer class="compose">
      <TypingLine />
      <Completion state={composing.completion} />
      <div class="box">
        <Show when={room.writing()} keyed>{(writing) => <About writing={writing} />}</Show>
        <textarea class="field" ref={composing.field} rows="1" dir="auto" aria-label={to()} placeholder={to()} value={begun} enterkeyhint="enter" readOnly={composing.saving}
          aria-autocomplete="list" aria-controls={offers() ? "offers" : undefined} aria-activedescendant={composing.completion.active()}
          onInput={() => composing.input()} onKeyDown={(event) => composing.key(event)} onClick={composing.completion.look} onBlur={composing.completion.close} />
        <Bar composing={composing} />
      </div>
    </footer>
  );
}

/** What is answered or changed. */
function About(props: { writing: Writing }): JSX.Element {
  const room = useRoom();
  const { kind, seq } = props.writing;
  const quoted = createQuoted(room, seq);
  const editing = kind === "edit";
  return (
    <div class="about">
      <Icon name={editing ? "pencil" : "reply"} />
      <b><bdi>{editing ? t("compose.edit") : t("compose.reply", { name: quoted.name() || "…" })}</bdi></b>
      <span dir="auto">{editing ? "" : quoted.words()}</span>
      <button class="icon" aria-label={t(editing ? "compose.stop.edit" : "compose.stop.reply")} onClick={() => { room.stopWriting(); room.write(); }}><Icon name="close" /></button>
    </div>
  );
}

/** The buttons below the field. */
function Bar(props: { composing: Composing }): JSX.Element {
  const [picker, setPicker] = createSignal<Anchor>();
  const [format, setFormat] = createSignal<Anchor>();
  const composing = props.composing;
  const near = () => composing.left <= TELL_FROM;
  const hint = () => {
    if (composing.left < 0) return t("compose.over", { count: -composing.left });
    return near() ? t("compose.left", { count: composing.left }) : t(composing.editing ? "compose.hint.edit" : "compose.hint");
  };
  return (
    <div class="bar">
      <button class="icon" aria-label={t("compose.emoji")} aria-haspopup="dialog" aria-expanded={picker() !== undefined} onClick={(event) => setPicker(anchorOf(event.currentTarget))}><Icon name="emoji" /></button>
      <button class="icon" aria-label={t("compose.at")} onClick={() => composing.mention()}><Icon name="at" /></button>
      <button class="icon" aria-label={t("compose.format")} aria-haspopup="menu" aria-expanded={format() !== undefined} onClick={(event) => setFormat(anchorOf(event.currentTarget))}><Icon name="format" /></button>
      <span class="hint" classList={{ over: near() }} role={near() ? "status" : undefined}>{hint()}</span>
      <button class="send" aria-label={t(composing.editing ? "compose.save" : "compose.send")} aria-disabled={!composing.ready} onPointerDown={(event) => event.preventDefault()} onClick={() => composing.submit()}><Icon name={composing.editing ? "check" : "send"} /></button>
      <Show when={picker()}>{(anchor) => <Picker anchor={anchor()} onClose={() => setPicker(undefined)} onPick={(emoji) => { setPicker(undefined); composing.insert(emoji); }} />}</Show>
      <Show when={format()}>{(anchor) => <Menu anchor={anchor()} label={t("compose.format")} onClose={() => setFormat(undefined)} items={formatItems((name) => composing.mark(name))} />}</Show>
    </div>
  );
}
