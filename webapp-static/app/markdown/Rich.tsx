import { For, type JSX, Show } from "solid-js";
import { useApp } from "../store/app";
import { t } from "../text";
import { Icon } from "../ui/Icon";
import { type Block, type Inline, isFewEmoji, parse } from "./parse";

/** The text of a message: its parsed parts as elements, so that nothing of it is ever read as markup. */
export function Rich(props: { content: string }): JSX.Element {
  return <div class="text" classList={{ big: isFewEmoji(props.content) }} dir="auto"><Blocks of={parse(props.content)} /></div>;
}

function Blocks(props: { of: readonly Block[] }): JSX.Element {
  return <For each={props.of}>{(block) => <One block={block} />}</For>;
}

function One(props: { block: Block }): JSX.Element {
  const block = props.block;
  switch (block.kind) {
    case "paragraph": return <p dir="auto"><Inlines of={block.of} /></p>;
    case "pre": return <Code text={block.text} />;
    case "quote": return <blockquote dir="auto"><Blocks of={block.of} /></blockquote>;
    case "list": return block.ordered
      ? <ol start={block.start}><Items of={block.items} /></ol>
      : <ul><Items of={block.items} /></ul>;
  }
}

function Items(props: { of: readonly (readonly Block[])[] }): JSX.Element {
  return <For each={props.of}>{(item) => <li dir="auto"><Blocks of={item} /></li>}</For>;
}

function Code(props: { text: string }): JSX.Element {
  const app = useApp();
  return (
    <div class="code">
      <pre tabindex="0"><code>{props.text}</code></pre>
      <button class="icon" aria-label={t("copy")} onClick={() => app.copy(props.text)}><Icon name="copy" /></button>
    </div>
  );
}

function Inlines(props: { of: readonly Inline[] }): JSX.Element {
  return <For each={props.of}>{(part) => <Piece part={part} />}</For>;
}

function Piece(props: { part: Inline }): JSX.Element {
  const part = props.part;
  switch (part.kind) {
    case "text": return part.text;
    case "code": return <code dir="ltr">{part.text}</code>;
    case "bold": return <b><Inlines of={part.of} /></b>;
    case "italic": return <em><Inlines of={part.of} /></em>;
    case "strike": return <s><Inlines of={part.of} /></s>;
    case "break": return <br />;
    case "mention": return <At id={part.id} />;
    case "link": return <Link href={part.href} of={part.of} />;
  }
}

function Link(props: { href: string; of: readonly Inline[] }): JSX.Element {
  const app = useApp();
  const own = () => props.href.startsWith(`${location.origin}/r/`);
  const open = (event: MouseEvent) => {
    if (!own() || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    app.go(props.href.slice(location.origin.length));
  };
  return <a href={props.href} target={own() ? undefined : "_blank"} rel="noopener noreferrer nofollow" onClick={open}><Inlines of={props.of} /></a>;
}

/** Somebody who is mentioned, by the name of now. */
export function At(props: { id: string }): JSX.Element {
  const app = useApp();
  return <span class="at"><Show when={app.card(props.id)} fallback={`@${t("someone")}`}>{(card) => `@${card().displayName}`}</Show></span>;
}
