import { t } from "../text";
import type { MenuItem } from "../ui/Menu";

/** The marks of the Markdown subset: around what is selected, or before its lines. */
export const formats: Readonly<Record<"bold" | "italic" | "strike" | "code" | "block" | "quote" | "list" | "link", { readonly before: string; readonly after?: string; readonly line?: boolean }>> = {
  bold: { before: "**" }, italic: { before: "_" }, strike: { before: "~~" }, code: { before: "`" },
  block: { before: "```\n", after: "\n```" }, quote: { before: "> ", line: true }, list: { before: "- ", line: true }, link: { before: "[", after: "](https://)" },
};

/** The menu of the marks. */
export function formatItems(mark: (name: keyof typeof formats) => void): readonly MenuItem[] {
  return [
    { label: t("format.bold"), icon: "bold", keys: "Ctrl B", run: () => mark("bold") },
    { label: t("format.italic"), icon: "italic", keys: "Ctrl I", run: () => mark("italic") },
    { label: t("format.strike"), icon: "strike", run: () => mark("strike") },
    { label: t("format.code"), icon: "code", keys: "Ctrl E", run: () => mark("code") },
    { label: t("format.block"), icon: "block", run: () => mark("block") },
    { label: t("format.quote"), icon: "quote", rule: true, run: () => mark("quote") },
    { label: t("format.list"), icon: "list", run: () => mark("list") },
    { label: t("format.link"), icon: "link", run: () => mark("link") },
  ];
}
