import { createEffect, createSignal, For, type JSX, on, Show } from "solid-js";
import { problem, t } from "../text";
import { Icon } from "../ui/Icon";

const WAIT_MS = 180;

interface SearchProps<T> {
  readonly label: string;
  /** Reads a page of what matches. */
  readonly find: (query: string, cursor?: string) => Promise<{ readonly found: readonly T[]; readonly cursor?: string | undefined }>;
  readonly row: (one: T) => JSX.Element;
  /** What to say when nothing was found. */
  readonly none: (query: string) => string;
}

/** A field and what it finds, page by page. */
export function Search<T>(props: SearchProps<T>): JSX.Element {
  const [query, setQuery] = createSignal("");
  const [found, setFound] = createSignal<readonly T[]>();
  const [cursor, setCursor] = createSignal<string>();
  const [wrong, setWrong] = createSignal<string>();
  let turn = 0;

  const read = async (more: boolean) => {
    const mine = ++turn;
    try {
      const page = await props.find(query().trim(), more ? cursor() : undefined);
      if (mine !== turn) return;
      setFound(more ? [...(found() ?? []), ...page.found] : page.found);
      setCursor(page.cursor);
      setWrong(undefined);
    } catch (error) {
      if (mine === turn) setWrong(problem(error));
    }
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  createEffect(on(query, (_, before) => {
    clearTimeout(timer);
    timer = setTimeout(() => void read(false), before === undefined ? 0 : WAIT_MS);
  }));

  return (
    <>
      <div class="search"><Icon name="search" /><input class="input" autofocus aria-label={props.label} placeholder={props.label} value={query()} onInput={(event) => setQuery(event.currentTarget.value)} autocomplete="off" spellcheck={false} /></div>
      <ul class="picks">
        <For each={found()}>{(one) => <li>{props.row(one)}</li>}</For>
        <Show when={cursor()}><li class="hush"><button class="link" onClick={() => void read(true)}>{t("load.more")}</button></li></Show>
        <Show when={wrong() ?? (found()?.length === 0 && props.none(query().trim()))}>{(text) => <li class="hush" role="status">{text()}</li>}</Show>
      </ul>
    </>
  );
}
