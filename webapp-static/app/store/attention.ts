import { createEffect, createMemo } from "solid-js";
import type { App } from "./app";
import { roomName } from "./names";

const NUMBER = 99;

/** What wants to be seen: mentions, and everything in direct rooms. */
export function callsIn(entry: { readonly room: { readonly kind: string }; readonly unread: number; readonly mentions: number }): number {
  return entry.room.kind === "direct" ? entry.unread : entry.mentions;
}

/** A count for a badge. */
export function badgeText(count: number): string {
  return count > NUMBER ? `${NUMBER}+` : count.toLocaleString();
}

/** Shows in the title and the icon of the page what is unread. */
export function followAttention(app: App): void {
  const calls = createMemo(() => app.rooms().reduce((sum, entry) => sum + callsIn(entry), 0));
  const unread = createMemo(() => app.rooms().some((entry) => entry.unread > 0));
  createEffect(() => {
    const { place } = app.state;
    const entry = place.name === "room" ? app.entry(place.id) : undefined;
    const name = entry && `${entry.room.kind === "direct" ? "" : "# "}${roomName(entry.room, app.state.users, app.me)}`;
    document.title = `${calls() ? `(${badgeText(calls())}) ` : unread() ? "• " : ""}${name ? `${name} · ` : ""}Parley`;
  });
  createEffect(() => {
    const icon = document.querySelector<HTMLLinkElement>("link[rel=icon]");
    const wanted = calls() ? "/icon-calls.svg" : unread() ? "/icon-unread.svg" : "/icon.svg";
    if (icon && icon.getAttribute("href") !== wanted) icon.href = wanted;
  });
}
