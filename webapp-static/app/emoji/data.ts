import url from "emoji-picker-element-data/en/emojibase/data.json?url";
import { keep, kept } from "../store/keep";

/** An emoji and what it is called. */
export interface Emoji {
  readonly emoji: string;
  readonly annotation: string;
  readonly shortcodes?: readonly string[];
  readonly tags?: readonly string[];
  readonly group: number;
  readonly version: number;
}

const COMPONENTS = 2;
const NEWEST = 15;
const RECENT = 24;
let loading: Promise<readonly Emoji[]> | undefined;

/** The groups in their order, with an emoji that stands for each. */
export const groups = [[0, "😀"], [1, "👋"], [3, "🐻"], [4, "🍎"], [5, "🚗"], [6, "⚽"], [7, "💡"], [8, "❤️"], [9, "🏁"]] as const;

/** All emoji, read from this site when first asked for. */
export function allEmoji(): Promise<readonly Emoji[]> {
  loading ??= fetch(url)
    .then((answer) => answer.ok ? answer.json() as Promise<Emoji[]> : Promise.reject(new Error(String(answer.status))))
    .then((list) => list.filter((one) => one.group !== COMPONENTS && one.version <= NEWEST))
    .catch((error: unknown) => { loading = undefined; throw error; });
  return loading;
}

/** The name that is written between colons. */
export function codeOf(one: Emoji): string {
  return one.shortcodes?.[0] ?? one.annotation.replace(/\W+/g, "_");
}

/** Those whose names match, the closest first. */
export function findEmoji(list: readonly Emoji[], query: string, most: number): readonly Emoji[] {
  const wanted = query.trim().toLowerCase().replace(/^:/, "").replace(/\s+/g, "_");
  const rank = (one: Emoji): number => {
    const codes = one.shortcodes ?? [];
    if (codes.includes(wanted)) return 0;
    if (codes.some((code) => code.startsWith(wanted))) return 1;
    if (codes.some((code) => code.includes(wanted)) || one.annotation.replaceAll(" ", "_").includes(wanted)) return 2;
    return one.tags?.some((tag) => tag.startsWith(wanted)) ? 3 : 9;
  };
  return list.map((one) => ({ one, at: rank(one) })).filter(({ at }) => at < 9).sort((a, b) => a.at - b.at).slice(0, most).map(({ one }) => one);
}

/** The emoji used last, the newest first. */
export function recentEmoji(): readonly string[] {
  return kept<string[]>("emoji") ?? [];
}

/** Remembers that an emoji was used. */
export function usedEmoji(emoji: string): void {
  keep("emoji", [emoji, ...recentEmoji().filter((one) => one !== emoji)].slice(0, RECENT));
}
