import { createMemo, createResource, createSignal, For, type JSX, onMount, Show } from "solid-js";
import { type Key, t } from "../text";
import { Icon } from "../ui/Icon";
import { inComposition } from "../ui/keys";
import { allEmoji, codeOf, type Emoji, findEmoji, groups, recentEmoji, usedEmoji } from "./data";

const COLUMNS = 8;
const FOUND = 120;

/** The emoji by group and by name, for mouse and keyboard. */
export default function Grid(props: { onPick: (emoji: string) => void }): JSX.Element {
  const [all] = createResource(allEmoji);
  const [query, setQuery] = createSignal("");
  const [group, setGroup] = createSignal(recentEmoji().length ? -1 : 0);
  const [near, setNear] = createSignal<Emoji>();
  let field!: HTMLInputElement;
  let grid!: HTMLDivElement;
  onMount(() => { if (matchMedia("(pointer: fine)").matches) field.focus(); });

  const list = () => (all.error ? [] : all() ?? []);
  const shown = createMemo((): readonly Emoji[] => {
    if (query().trim()) return findEmoji(list(), query(), FOUND);
    if (group() >= 0) return list().filter((one) => one.group === group());
    const known = new Map(list().map((one) => [one.emoji, one]));
    return recentEmoji().flatMap((emoji) => known.get(emoji) ?? []);
  });
  const pick = (one: Emoji | undefined) => { if (one) { usedEmoji(one.emoji); props.onPick(one.emoji); } };
  const tabs = createMemo(() => [...(recentEmoji().length ? [[-1, "🕘"] as const] : []), ...groups]);
  const tabName = (id: number) => t(id < 0 ? "emoji.recent" : (`emoji.${id}` as Key));

  const fieldKey = (event: KeyboardEvent) => {
    if (inComposition(event)) return;
    if (event.key === "Enter") pick(shown()[0]);
    else if (event.key === "ArrowDown") (grid.firstElementChild as HTMLElement | null)?.focus();
    else return;
    event.preventDefault();
  };
  const gridKey = (event: KeyboardEvent) => {
    const buttons = [...grid.children] as HTMLElement[];
    const at = buttons.indexOf(document.activeElement as HTMLElement);
    const turn = document.documentElement.dir === "rtl" ? -1 : 1;
    const step = { ArrowRight: turn, ArrowLeft: -turn, ArrowDown: COLUMNS, ArrowUp: -COLUMNS }[event.key];
    if (step === undefined || at < 0) return;
    event.preventDefault();
    if (at + step < 0) field.focus();
    else buttons[Math.min(at + step, buttons.length - 1)]?.focus();
  };
  const tabKey = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const at = tabs().findIndex(([id]) => id === group());
    const next = tabs()[(at + step + tabs().length) % tabs().length]!;
    setGroup(next[0]);
    (event.currentTarget as HTMLElement).querySelector<HTMLElement>(`[data-group="${next[0]}"]`)?.focus();
  };

  return (
    <>
      <div class="search"><Icon name="search" /><input ref={field} class="input" aria-label={t("emoji.search")} placeholder={t("emoji.search")} value={query()} onInput={(event) => setQuery(event.currentTarget.value)} onKeyDown={fieldKey} autocomplete="off" spellcheck={false} /></div>
      <div class="emo-tabs" role="tablist" aria-label={t("emoji.pick")} onKeyDown={tabKey}>
        <For each={tabs()}>{([id, sign]) => <button role="tab" data-group={id} aria-selected={group() === id && !query()} tabindex={group() === id ? 0 : -1} aria-label={tabName(id)} title={tabName(id)} onClick={() => { setQuery(""); setGroup(id); grid.scrollTop = 0; }}>{sign}</button>}</For>
      </div>
      <div class="emo-grid" ref={grid} onKeyDown={gridKey} role="group" aria-label={query() ? t("emoji.search") : tabName(group())}>
        <For each={shown()}>{(one, index) => <button tabindex={index() === 0 ? 0 : -1} aria-label={one.annotation} onClick={() => pick(one)} onPointerEnter={() => setNear(one)} onFocus={() => setNear(one)}>{one.emoji}</button>}</For>
      </div>
      <Show when={all.error || (list().length > 0 && shown().length === 0)}><p class="hush" role="status">{t(all.error ? "emoji.fail" : "emoji.none")}</p></Show>
      <div class="emo-foot" aria-hidden="true"><Show when={near()}>{(one) => <><span>{one().emoji}</span>:{codeOf(one())}:</>}</Show></div>
    </>
  );
}
