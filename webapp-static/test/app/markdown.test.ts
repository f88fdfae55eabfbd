import { describe, expect, test } from "vitest";
import { type Block, type Inline, isFewEmoji, parse, plainText, safeHref } from "../../app/markdown/parse";

const ID = "01890000-0000-7000-8000-000000000001";

/** Every piece of a message, from all depths. */
function pieces(blocks: readonly Block[]): (Block | Inline)[] {
  return blocks.flatMap((block) => {
    const inner = block.kind === "paragraph" ? inlines(block.of) : block.kind === "quote" ? pieces(block.of) : block.kind === "list" ? block.items.flatMap(pieces) : [];
    return [block, ...inner];
  });
}

function inlines(of: readonly Inline[]): Inline[] {
  return of.flatMap((part) => [part, ...("of" in part ? inlines(part.of) : [])]);
}

describe("what messages may be made of", () => {
  const attacks = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))",
    "[x](java\nscript:alert(1))", "[x](&#106;avascript:alert(1))", "[x](\u0001javascript:alert(1))", "[x](data:text/html;base64,PHNjcmlwdD4=)", "[x](vbscript:msgbox)",
    "<javascript:alert(1)>", "![x](javascript:alert(1))", "![x](https://evil.example/pixel.gif)", "[x]: javascript:alert(1)\n\n[x]", "[a](//evil.example)", "[a](/logout)",
    "<a href=\"javascript:alert(1)\">x</a>", "<iframe src=//evil>", "<style>*{display:none}</style>", "**<b onmouseover=alert(1)>**", "> <img src=x onerror=alert(1)>",
    "- <details open ontoggle=alert(1)>", "`<script>`", "```html\n<script>alert(1)</script>\n```", "[x](file:///etc/passwd)", "[x](blob:https://a/b)", "<math><mtext></mtext></math>",
    "[![x](javascript:1)](javascript:2)", "<https://ok.example/\"onclick=alert(1)>", "[x](https://ok.example \"onmouseover=alert(1)\")", "<!-- --><script>1</script>", "<?php ?>", "&lt;script&gt;",
  ];
  test.each(attacks)("%s has no address but http, https and mailto, and loses no text", (attack) => {
    const all = pieces(parse(attack));
    const kinds = new Set(all.map((piece) => piece.kind));
    for (const kind of kinds) expect(["paragraph", "pre", "quote", "list", "text", "code", "bold", "italic", "strike", "link", "mention", "break"]).toContain(kind);
    for (const piece of all) if (piece.kind === "link") expect(piece.href).toMatch(/^(https?:\/\/|mailto:)/);
  });

  test("markup is text, to the letter", () => {
    expect(parse("a <b>c</b> &amp; d")).toEqual([{ kind: "paragraph", of: expect.anything() }]);
    expect(plainText("a <b>c</b> &amp; d", () => "")).toBe("a <b>c</b> &amp; d");
  });

  test("an image is a link, so that nothing is fetched", () => {
    const [link] = pieces(parse("![cat](https://example.org/cat.png)")).filter((piece) => piece.kind === "link");
    expect(link).toMatchObject({ href: "https://example.org/cat.png", of: [{ kind: "text", text: "cat" }] });
  });

  test("depth without end becomes text instead of an endless stack", () => {
    expect(plainText(">".repeat(4_000) + "x", () => "")).toContain("x");
    expect(() => parse("**_".repeat(1_300) + "x")).not.toThrow();
    expect(() => parse("[".repeat(8_000))).not.toThrow();
  });
});

describe("the subset", () => {
  test("bold, italic, strike, code and line breaks", () => {
    expect(parse("**a** _b_ ~~c~~ `d`\ne")).toEqual([{ kind: "paragraph", of: [
      { kind: "bold", of: [{ kind: "text", text: "a" }] }, { kind: "text", text: " " }, { kind: "italic", of: [{ kind: "text", text: "b" }] }, { kind: "text", text: " " },
      { kind: "strike", of: [{ kind: "text", text: "c" }] }, { kind: "text", text: " " }, { kind: "code", text: "d" }, { kind: "break" }, { kind: "text", text: "e" }] }]);
  });

  test("code blocks, quotes and lists", () => {
    expect(parse("```\nx = 1\n```").map((block) => block.kind)).toEqual(["pre"]);
    expect(parse("> a\n\nb").map((block) => block.kind)).toEqual(["quote", "paragraph"]);
    expect(parse("3. a\n4. b")).toMatchObject([{ kind: "list", ordered: true, start: 3, items: [expect.anything(), expect.anything()] }]);
  });

  test("headings, rules and indented lines are what was typed", () => {
    expect(plainText("# telescope", () => "")).toBe("# telescope");
    expect(plainText("---", () => "")).toBe("---");
    expect(parse("    four spaces").map((block) => block.kind)).toEqual(["paragraph"]);
  });

  test("mentions are people, except in code", () => {
    expect(pieces(parse(`hi <@${ID}>!`))).toContainEqual({ kind: "mention", id: ID });
    expect(pieces(parse(`\`<@${ID}>\``)).some((piece) => piece.kind === "mention")).toBe(false);
    expect(plainText(`hi <@${ID}>`, () => "Dana")).toBe("hi @Dana");
  });

  test("addresses become links by themselves", () => {
    expect(pieces(parse("see https://example.org/a_b_c."))).toContainEqual(expect.objectContaining({ kind: "link", href: "https://example.org/a_b_c" }));
  });

  test("only known schemes are addresses", () => {
    expect(safeHref("HTTPS://example.org")).toBe("https://example.org/");
    expect(safeHref(" javascript:alert(1)")).toBeUndefined();
    expect(safeHref("nowhere")).toBeUndefined();
  });
});

test("a few emoji are told from text and digits", () => {
  for (const text of ["👍", "🔭✨", "👨‍👩‍👧 🎉", "❤️", "🇩🇪"]) expect(isFewEmoji(text)).toBe(true);
  for (const text of ["", "1", "ok 👍", "#", "👍👍👍👍👍👍👍"]) expect(isFewEmoji(text)).toBe(false);
});
