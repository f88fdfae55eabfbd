import { createSignal } from "solid-js";
import { ParleyError } from "../../client";
import { en } from "./en";

export type Key = keyof typeof en;
type Forms = { readonly other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;
/** The phrases of one language, under the same keys as the English ones. */
export type Texts = { readonly [K in Key]: (typeof en)[K] extends string ? string : Forms };

/** The languages there are, by their own names. */
export const languages = { en: "English", de: "Deutsch", ar: "العربية" } as const;
export type Language = keyof typeof languages;

const loaders: Record<Language, () => Promise<Texts>> = {
  en: () => Promise.resolve(en),
  de: async () => (await import("./de")).de,
  ar: async () => (await import("./ar")).ar,
};

const [current, setCurrent] = createSignal<{ readonly language: Language; readonly texts: Texts; readonly plural: Intl.PluralRules }>(
  { language: "en", texts: en, plural: new Intl.PluralRules("en") });

/** The language shown now. */
export const language = (): Language => current().language;

/** Loads a language and shows it: words, direction, dates and numbers. */
export async function speak(wanted: Language): Promise<void> {
  const texts = await loaders[wanted]();
  setCurrent({ language: wanted, texts, plural: new Intl.PluralRules(wanted) });
  document.documentElement.lang = wanted;
  document.documentElement.dir = wanted === "ar" ? "rtl" : "ltr";
}

/** The first language of the browser that there is, English otherwise. */
export function preferredLanguage(): Language {
  const known = navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag in languages);
  return (known as Language | undefined) ?? "en";
}

/** The phrase of `key`, with `{name}` replaced by `values.name`; `values.count` chooses the plural form. */
export function t(key: Key, values: Readonly<Record<string, string | number>> = {}): string {
  const { texts, plural } = current();
  const phrase: string | Forms = texts[key];
  const form = typeof phrase === "string" ? phrase : phrase[plural.select(Number(values["count"] ?? 0))] ?? phrase.other;
  return form.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return typeof value === "number" ? value.toLocaleString(locale()) : value ?? whole;
  });
}

/** The locale for dates and numbers: the browser's own variant of the language shown, where it has one. */
export function locale(): string {
  const wanted = language();
  return navigator.languages.find((tag) => tag.startsWith(wanted)) ?? wanted;
}

/** Names joined as the language joins them. */
export function listOf(names: readonly string[]): string {
  return new Intl.ListFormat(locale(), { type: "conjunction" }).format(names);
}

/** What to tell a person about an error. */
export function problem(error: unknown): string {
  return reasonText(error instanceof ParleyError ? error.reason : "other");
}

/** What to tell a person about a reason. */
export function reasonText(reason: string | undefined): string {
  const key = `reason.${reason}`;
  return t(key in en ? (key as Key) : "reason.other");
}
