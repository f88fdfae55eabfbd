const MENTION = /<@([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})>/gi;
const CODE = /(```[\s\S]*?(?:```|$)|`[^`\n]+`)/;

/** People who were picked in a text, by the name that stands in it after the `@`. */
export type Picked = Readonly<Record<string, string>>;

/** Turns the visible `@name` of picked people into `<@id>`; code keeps what it says. */
export function encodeMentions(text: string, picked: Picked): string {
  const names = Object.keys(picked).sort((a, b) => b.length - a.length);
  if (names.length === 0) return text;
  const visible = new RegExp(`(?<![\\p{L}\\p{N}_@])@(${names.map(literal).join("|")})(?![\\p{L}\\p{N}_])`, "gu");
  return outsideCode(text, (part) => part.replace(visible, (whole, name: string) => picked[name] ? `<@${picked[name]}>` : whole));
}

/** Turns `<@id>` into `@name` for editing, and tells which name stands for whom; of two people with one name the second gets the unique one. */
export function decodeMentions(content: string, nameOf: (id: string) => { readonly shown: string; readonly unique: string } | undefined): { text: string; picked: Picked } {
  const picked: Record<string, string> = {};
  const text = outsideCode(content, (part) => part.replace(MENTION, (whole, id: string) => {
    const name = nameOf(id);
    if (!name) return whole;
    const use = (picked[name.shown] ?? id) === id ? name.shown : name.unique;
    picked[use] = id;
    return `@${use}`;
  }));
  return { text, picked };
}

/** The ids that a stored text mentions, in order, each once. */
export function mentionedIn(content: string): readonly string[] {
  return [...new Set([...content.matchAll(MENTION)].map((match) => match[1]!))];
}

function outsideCode(text: string, change: (part: string) => string): string {
  return text.split(CODE).map((part, index) => index % 2 ? part : change(part)).join("");
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
