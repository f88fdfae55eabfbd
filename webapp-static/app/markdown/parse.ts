import { Marked, type Token, type Tokens } from "marked";

/** A piece of running text; there is no kind that could carry markup of the writer. */
export type Inline =
  | { readonly kind: "text" | "code"; readonly text: string }
  | { readonly kind: "bold" | "italic" | "strike"; readonly of: readonly Inline[] }
  | { readonly kind: "link"; readonly href: string; readonly of: readonly Inline[] }
  | { readonly kind: "mention"; readonly id: string }
  | { readonly kind: "break" };

/** A part of a message. */
export type Block =
  | { readonly kind: "paragraph"; readonly of: readonly Inline[] }
  | { readonly kind: "pre"; readonly text: string }
  | { readonly kind: "quote"; readonly of: readonly Block[] }
  | { readonly kind: "list"; readonly ordered: boolean; readonly start: number; readonly items: readonly (readonly Block[])[] };

const MENTION = /^<@([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})>/i;
const DEPTH = 12;
const nothing = () => undefined;

const marked = new Marked({ gfm: true, breaks: true });
marked.use({
  tokenizer: { heading: nothing, lheading: nothing, hr: nothing, html: nothing, tag: nothing, def: nothing, reflink: nothing, table: nothing, code: nothing } as object,
  extensions: [{
    name: "mention",
    level: "inline",
    start: (text: string) => text.indexOf("<@"),
    tokenizer(text: string) {
      const match = MENTION.exec(text);
      return match ? { type: "mention", raw: match[0], id: match[1]!.toLowerCase() } : undefined;
    },
  }],
});

const parsed = new Map<string, readonly Block[]>();
const KEPT = 400;

/** Reads the Markdown subset of messages: bold, italic, strike, code, code blocks, quotes, lists, links, mentions. Everything else, markup above all, is text. */
export function parse(content: string): readonly Block[] {
  const known = parsed.get(content);
  if (known) return known;
  const blocks = read(content);
  if (parsed.size >= KEPT) parsed.delete(parsed.keys().next().value!);
  parsed.set(content, blocks);
  return blocks;
}

function read(content: string): readonly Block[] {
  try {
    return blocksOf(marked.lexer(content), 0);
  } catch {
    return [plain(content)];
  }
}

function blocksOf(tokens: readonly Token[], depth: number): readonly Block[] {
  return tokens.flatMap((token): Block[] => {
    if (depth > DEPTH) return [plain(token.raw)];
    switch (token.type) {
      case "space": return [];
      case "code": return [{ kind: "pre", text: (token as Tokens.Code).text }];
      case "blockquote": return [{ kind: "quote", of: blocksOf((token as Tokens.Blockquote).tokens, depth + 1) }];
      case "list": return [listOf(token as Tokens.List, depth)];
      default: return [{ kind: "paragraph", of: inlinesOf((token as Tokens.Paragraph).tokens, token.raw, depth) }];
    }
  });
}

function listOf(list: Tokens.List, depth: number): Block {
  return {
    kind: "list", ordered: list.ordered, start: typeof list.start === "number" ? list.start : 1,
    items: list.items.map((item) => blocksOf(item.tokens, depth + 1)),
  };
}

function inlinesOf(tokens: readonly Token[] | undefined, raw: string, depth: number): readonly Inline[] {
  if (!tokens || depth > DEPTH) return [{ kind: "text", text: raw }];
  return tokens.map((token): Inline => {
    const inner = () => inlinesOf((token as Tokens.Strong).tokens, token.raw, depth + 1);
    switch (token.type) {
      case "strong": return { kind: "bold", of: inner() };
      case "em": return { kind: "italic", of: inner() };
      case "del": return { kind: "strike", of: inner() };
      case "codespan": return { kind: "code", text: (token as Tokens.Codespan).text };
      case "br": return { kind: "break" };
      case "mention": return { kind: "mention", id: (token as unknown as { id: string }).id };
      case "link": return linkOf(token as Tokens.Link, inner);
      case "image": return linkOf(token as Tokens.Link, () => [{ kind: "text", text: (token as Tokens.Image).text || (token as Tokens.Image).href }]);
      case "escape": return { kind: "text", text: (token as Tokens.Escape).text };
      default: return { kind: "text", text: token.raw };
    }
  });
}

function linkOf(link: Tokens.Link, inner: () => readonly Inline[]): Inline {
  const href = safeHref(link.href);
  return href ? { kind: "link", href, of: inner() } : { kind: "text", text: link.raw };
}

/** The address when a browser may be sent there, nothing otherwise: only http, https and mailto. */
export function safeHref(href: string): string | undefined {
  try {
    const url = new URL(href);
    return ["http:", "https:", "mailto:"].includes(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
}

function plain(text: string): Block {
  return { kind: "paragraph", of: [{ kind: "text", text }] };
}

/** The words of a message on one line, without marks. */
export function plainText(content: string, nameOf: (id: string) => string): string {
  const inline = (of: readonly Inline[]): string => of.map((part) => {
    switch (part.kind) {
      case "text": case "code": return part.text;
      case "break": return " ";
      case "mention": return `@${nameOf(part.id)}`;
      default: return inline(part.of);
    }
  }).join("");
  const block = (of: readonly Block[]): string => of.map((part) => {
    switch (part.kind) {
      case "paragraph": return inline(part.of);
      case "pre": return part.text;
      case "quote": return block(part.of);
      case "list": return part.items.map(block).join(" ");
    }
  }).join(" ");
  return block(parse(content)).replace(/\s+/g, " ").trim();
}

const ONE = String.raw`(?:\p{RI}\p{RI}|\p{Emoji}(?:\p{Emoji_Modifier}|\uFE0F\u20E3?|[\u{E0020}-\u{E007E}]+\u{E007F})?(?:\u200D\p{Emoji}(?:\p{Emoji_Modifier}|\uFE0F)?)*)`;
const FEW = new RegExp(`^(?:${ONE}\\s*){1,6}$`, "u");

/** Whether a text is nothing but a few emoji, which are shown large. */
export function isFewEmoji(content: string): boolean {
  return content.length < 80 && /\p{Extended_Pictographic}|\p{RI}/u.test(content) && !/[\d#*]/.test(content.replace(/[\d#*]\uFE0F?\u20E3/gu, "")) && FEW.test(content.trim());
}
