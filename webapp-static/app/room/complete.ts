import type { Card } from "../../client";

/** A word before the caret that can be completed. */
export interface Token { readonly sign: "@" | ":"; readonly query: string; readonly from: number }

/** What is offered for it. */
export interface Offer { readonly id: string; readonly label: string; readonly about: string; readonly sign: string; readonly person?: Card }

const TOKEN = /(?:^|[\s(])([@:])([\p{L}\p{N}_.+-]*)$/u;
const SHORTEST_EMOJI = 2;
const OFFERED = 8;

/** The word that is being written before the caret, when it is a mention or an emoji. */
export function tokenAt(text: string, caret: number): Token | undefined {
  const match = TOKEN.exec(text.slice(0, caret));
  if (!match) return undefined;
  const [, sign, query] = match as unknown as [string, "@" | ":", string];
  if (sign === ":" && query.length < SHORTEST_EMOJI) return undefined;
  return { sign, query, from: caret - query.length - 1 };
}

/** The people that a mention may mean, the closest first. */
export function peopleFor(people: readonly Card[], query: string): readonly Card[] {
  const wanted = query.toLocaleLowerCase();
  const rank = (card: Card): number => {
    const name = card.displayName.toLocaleLowerCase();
    if (name.startsWith(wanted)) return 0;
    if (card.username.toLocaleLowerCase().startsWith(wanted)) return 1;
    return name.split(/\s+/).some((word) => word.startsWith(wanted)) ? 2 : 9;
  };
  return people.filter((card) => rank(card) < 9).sort((a, b) => rank(a) - rank(b) || a.displayName.localeCompare(b.displayName)).slice(0, OFFERED);
}

/** A text with marks around what is selected, or without them where they are there already. */
export function wrap(text: string, start: number, end: number, mark: string, close = mark): { readonly insert: string; readonly from: number; readonly to: number; readonly caret: readonly [number, number] } {
  const inner = text.slice(start, end);
  if (text.slice(start - mark.length, start) === mark && text.slice(end, end + close.length) === close) {
    return { insert: inner, from: start - mark.length, to: end + close.length, caret: [start - mark.length, end - mark.length] };
  }
  return { insert: mark + inner + close, from: start, to: end, caret: [start + mark.length, end + mark.length] };
}

/** A text whose selected lines begin with a mark. */
export function prefix(text: string, start: number, end: number, mark: string): { readonly insert: string; readonly from: number; readonly to: number; readonly caret: readonly [number, number] } {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const lines = text.slice(from, end).split("\n");
  const insert = lines.map((line) => mark + line).join("\n");
  return { insert, from, to: end, caret: [from + insert.length, from + insert.length] };
}
