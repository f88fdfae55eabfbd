import { createEffect, createMemo, createSignal, type JSX, on, onMount, Show } from "solid-js";
import { Picker } from "../emoji/Picker";
import { usedEmoji } from "../emoji/data";
import { encodeMentions, type Picked } from "../markdown/mentions";
import { t } from "../text";
import { Icon } from "../ui/Icon";
import { Menu } from "../ui/Menu";
import { type Anchor, anchorOf } from "../ui/Pop";
import { wordsOf } from "./acts";
import { Completion, createCompletion } from "./Completion";
import { prefix, wrap } from "./complete";
import { formats, formatItems } from "./formats";
import { useRoom } from "./open";
import { TypingLine } from "./TypingLine";

const LONGEST = 8_000;
const TELL_FROM = 500;

/** Where a message is written, answered or changed. */
export function Composer(): JSX.Element {
  const room = useRoom();
  const draft = room.app.drafts.of(room.id);
  const [text, setText] = createSignal(draft?.text ?? "");
  const [picked, setPicked] = createSignal<Picked>(draft?.picked ?? {});
  const [picker, setPicker] = createSignal<Anchor>();
  const [format, setFormat] = createSignal<Anchor>();
  let field!: HTMLTextAreaElement;
  let stash: { text: string; picked: Picked } | undefined;

  const content = createMemo(() => encodeMentions(text(), picked()).trim());
  const left = () => LONGEST - content().length;
  const ready = () => content() !== "" && left() >= 0;
  const editing = () => room.writing()?.kind === "edit";
  const about = () => { const writing = room.writing(); return writing && room.messageOf(writing.seq); };

  const grow = () => { field.style.height = "auto"; field.style.height = `${field.scrollHeight}px`; };
  const put = (next: string, people: Picked = picked()) => {
    setText(next);
    setPicked(people);
    if (field.value !== next) field.value = next;
    grow();
  };
  /** Replaces a part of the text so that the browser can undo it. */
  const replace = (from: number, to: number, insert: string, caret: readonly [number, number] = [from + insert.length, from + insert.length]) => {
    field.focus();
    field.setSelectionRange(from, to);
    if (!document.execCommand("insertText", false, insert)) field.setRangeText(insert, from, to, "end");
    put(field.value);
    field.setSelectionRange(caret[0], caret[1]);
  };
  const completion = createCompletion(room, () => field, (token, offer) => {
    const name = offer.person && (picked()[offer.person.displayName] ?? offer.person.id) !== offer.person.id ? offer.person.username : offer.person?.displayName;
    if (offer.person) setPicked({ ...picked(), [name!]: offer.person.id });
    else usedEmoji(offer.sign);
    replace(token.from, field.selectionStart, offer.person ? `@${name} ` : `${offer.sign} `);
  });
  room.write = () => field.focus();

  const input = () => {
    put(field.value);
    completion.look();
    if (editing()) return;
    if (text().trim()) room.view.type();
    else room.view.stopTyping();
  };
  const submit = () => {
    if (!ready()) return;
    const writing = room.writing();
    const said = content();
    completion.close();
    if (writing?.kind === "edit") {
      if (said !== about()?.content.trim()) void room.app.attempt(() => room.view.edit(writing.seq, said));
    } else {
      room.send(said, writing?.seq);
      put("", {});
      room.view.stopTyping();
    }
    room.stopWriting();
    field.focus();
  };
  const mark = (name: keyof typeof formats) => {
    const { before, after, line } = formats[name];
    const { selectionStart: start, selectionEnd: end } = field;
    const change = line ? prefix(text(), start, end, before) : wrap(text(), start, end, before, after ?? before);
    replace(change.from, change.to, change.insert, change.caret);
  };

  const key = (event: KeyboardEvent) => {
    if (event.isComposing || completion.key(event)) return;
    const command = event.ctrlKey || event.metaKey ? { b: "bold", i: "italic", e: "code" }[event.key.toLowerCase()] : undefined;
    if (command) mark(command as "bold");
    else if (event.key === "Enter" && !event.shiftKey && !event.altKey && !matchMedia("(pointer: coarse)").matches) submit();
    else if (event.key === "ArrowUp" && text() === "" && !room.writing()) { const own = room.lastOwn(); if (own) room.edit(own.seq); }
    else if (event.key === "Escape") { if (room.writing()) room.stopWriting(); else room.readAll(); }
    else return;
    event.preventDefault();
  };

  createEffect(on(room.writing, (now, before) => {
    if (before?.kind === "edit" && stash) { put(stash.text, stash.picked); stash = undefined; }
    if (now?.kind === "edit") {
      const message = room.messageOf(now.seq);
      stash = { text: text(), picked: picked() };
      const written = room.written(message?.content ?? "");
      put(written.text, written.picked);
      field.setSelectionRange(field.value.length, field.value.length);
    }
  }));
  createEffect(() => {
    const writing = room.writing();
    if (!editing()) room.app.drafts.put(room.id, { text: text(), picked: picked(), ...(writing ? { replyTo: writing.seq } : {}) });
  });
  onMount(() => {
    grow();
    if (draft?.replyTo !== undefined) room.reply(draft.replyTo);
    if (matchMedia("(pointer: fine)").matches && room.app.state.wide && !room.app.state.dialog) field.focus({ preventScroll: true });
  });

  const hint = () => {
    if (left() < 0) return t("compose.over", { count: -left() });
    if (left() <= TELL_FROM) return t("compose.left", { count: left() });
    return t(editing() ? "compose.hint.edit" : "compose.hint");
  };
  const to = () => t("compose.to", { room: room.title });
  return (
    <footer class="compose">
      <TypingLine />
      <Completion state={completion} />
      <div class="box">
        <Show when={about()}>{(message) => (
          <div class="about">
            <Icon name={editing() ? "pencil" : "reply"} />
            <b><bdi>{editing() ? t("compose.edit") : t("compose.reply", { name: room.app.nameOf(message().senderId) })}</bdi></b>
            <span dir="auto">{editing() ? "" : wordsOf(room, message().content)}</span>
            <button class="icon" aria-label={t(editing() ? "compose.stop.edit" : "compose.stop.reply")} onClick={() => { room.stopWriting(); field.focus(); }}><Icon name="close" /></button>
          </div>
        )}</Show>
        <textarea class="field" ref={field} rows="1" dir="auto" aria-label={to()} placeholder={to()} value={draft?.text ?? ""} enterkeyhint="enter"
          aria-autocomplete="list" aria-controls={completion.offers().length ? "offers" : undefined} aria-activedescendant={completion.active()}
          onInput={input} onKeyDown={key} onClick={completion.look} onBlur={completion.close} />
        <div class="bar">
          <button class="icon" aria-label={t("compose.emoji")} aria-haspopup="dialog" aria-expanded={picker() !== undefined} onClick={(event) => setPicker(anchorOf(event.currentTarget))}><Icon name="emoji" /></button>
          <button class="icon" aria-label={t("compose.at")} onClick={() => { const at = field.selectionStart; replace(at, field.selectionEnd, at > 0 && !/\s/.test(text()[at - 1]!) ? " @" : "@"); completion.look(); }}><Icon name="at" /></button>
          <button class="icon" aria-label={t("compose.format")} aria-haspopup="menu" aria-expanded={format() !== undefined} onClick={(event) => setFormat(anchorOf(event.currentTarget))}><Icon name="format" /></button>
          <span class="hint" classList={{ over: left() <= TELL_FROM }} role={left() <= TELL_FROM ? "status" : undefined}>{hint()}</span>
          <button class="send" aria-label={t(editing() ? "compose.save" : "compose.send")} aria-disabled={!ready()} onPointerDown={(event) => event.preventDefault()} onClick={submit}><Icon name={editing() ? "check" : "send"} /></button>
        </div>
      </div>
      <Show when={picker()}>{(anchor) => <Picker anchor={anchor()} onClose={() => setPicker(undefined)} onPick={(emoji) => { setPicker(undefined); replace(field.selectionStart, field.selectionEnd, emoji); }} />}</Show>
      <Show when={format()}>{(anchor) => <Menu anchor={anchor()} label={t("compose.format")} onClose={() => setFormat(undefined)} items={formatItems(mark)} />}</Show>
    </footer>
  );
}
