import { createEffect, createMemo, createSignal, For, type JSX, on, onCleanup, Show } from "solid-js";
import type { Card, Room } from "../../client";
import { useApp } from "../store/app";
import { badgeText, callsIn } from "../store/attention";
import { peerOf, roomName } from "../store/names";
import { t } from "../text";
import { Avatar } from "../ui/Avatar";
import { Dialog } from "../ui/Dialog";
import { Icon } from "../ui/Icon";
import { inComposition } from "../ui/keys";
import { RoomSign } from "./Side";

interface Hit { readonly id: string; readonly name: string; readonly about: string; readonly calls: number; readonly room?: Room; readonly person?: Card; go(): void }

const SHOWN = 12;
const WAIT_MS = 180;

/** Goes to a room or a person by the beginning of a word of the name. */
export function Quick(): JSX.Element {
  const app = useApp();
  const [query, setQuery] = createSignal("");
  const [at, setAt] = createSignal(0);
  const [far, setFar] = createSignal<readonly Hit[]>([]);
  const near = createMemo(() => ranked(nearHits(), query()).slice(0, SHOWN));
  const hits = createMemo(() => [...near(), ...far().filter((hit) => !near().some((own) => own.id === hit.id))]);

  function nearHits(): Hit[] {
    return app.rooms().map((entry) => ({
      id: entry.room.kind === "direct" ? peerOf(entry.room, app.me) ?? entry.room.id : entry.room.id,
      name: roomName(entry.room, app.state.users, app.me), calls: callsIn(entry), room: entry.room,
      about: entry.room.kind === "direct" ? `@${app.card(peerOf(entry.room, app.me) ?? "")?.username ?? ""}` : entry.room.topic ?? "",
      go: () => app.open(entry.room.id),
    }));
  }

  createEffect(on(query, (text) => {
    setAt(0);
    if (!text.trim()) return void setFar([]);
    const timer = setTimeout(() => void search(text.trim()).catch(() => undefined), WAIT_MS);
    onCleanup(() => clearTimeout(timer));
  }));

  async function search(text: string): Promise<void> {
    const [people, rooms] = await Promise.all([app.parley.searchUsers(text, 5), app.parley.directory({ q: text, limit: 5 })]);
    if (query().trim() !== text) return;
    setFar([
      ...people.map((person): Hit => ({ id: person.id, name: person.displayName, about: `@${person.username}`, calls: 0, person, go: () => void app.attempt(async () => app.open((await app.parley.openDirect(person.id)).room.id)) })),
      ...rooms.rooms.filter((room) => !rooms.joined.includes(room.id)).map((room): Hit => ({ id: room.id, name: room.name ?? "", about: room.topic ?? "", calls: 0, room, go: () => app.open(room.id) })),
    ]);
  }

  const choose = (hit: Hit | undefined) => { if (hit) { app.closeDialog(); hit.go(); } };
  const key = (event: KeyboardEvent) => {
    if (inComposition(event)) return;
    const count = hits().length;
    if (event.key === "ArrowDown") setAt((now) => (now + 1) % Math.max(1, count));
    else if (event.key === "ArrowUp") setAt((now) => (now - 1 + count) % Math.max(1, count));
    else if (event.key === "Enter") choose(hits()[at()]);
    else return;
    event.preventDefault();
    queueMicrotask(() => document.getElementById(`quick-${at()}`)?.scrollIntoView({ block: "nearest" }));
  };

  return (
    <Dialog title={t("quick.title")} class="quick top" bare>
      <div class="search"><Icon name="search" />
        <input class="input" autofocus role="combobox" aria-expanded="true" aria-controls="quick-list" aria-activedescendant={hits().length ? `quick-${at()}` : undefined}
          aria-label={t("quick.search")} placeholder={t("quick.search")} value={query()} onInput={(event) => setQuery(event.currentTarget.value)} onKeyDown={key} autocomplete="off" spellcheck={false} />
      </div>
      <div class="picks" id="quick-list" role="listbox" aria-label={t("quick.title")}>
        <For each={hits()}>{(hit, index) => (
          <div class="pick" role="option" id={`quick-${index()}`} aria-selected={index() === at()} onClick={() => choose(hit)} onPointerMove={() => setAt(index())}>
            <Show when={hit.room} fallback={<Avatar id={hit.id} size="s" />}>{(room) => <RoomSign room={room()} />}</Show>
            <div><b dir="auto">{hit.name}</b><small dir="auto">{hit.about}</small></div>
            <Show when={hit.calls}><span class="badge">{badgeText(hit.calls)}</span></Show>
          </div>
        )}</For>
      </div>
      <Show when={hits().length === 0}><p class="hush" role="status">{t("quick.none")}</p></Show>
    </Dialog>
  );
}

/** Those whose name has words that begin with the query, the closest first. */
function ranked(hits: readonly Hit[], query: string): readonly Hit[] {
  const wanted = query.trim().toLocaleLowerCase();
  if (!wanted) return hits;
  const rank = (hit: Hit): number => {
    const name = hit.name.toLocaleLowerCase();
    if (name.startsWith(wanted)) return 0;
    if (name.split(/[\s._-]+/).some((word) => word.startsWith(wanted)) || hit.about.toLocaleLowerCase().startsWith(`@${wanted}`)) return 1;
    return name.includes(wanted) ? 2 : 9;
  };
  return hits.filter((hit) => rank(hit) < 9).sort((a, b) => rank(a) - rank(b));
}
