import type { JSX } from "solid-js";

const shapes = {
  plus: "M10 4v12M4 10h12",
  search: "M14 9a5 5 0 1 1-10 0 5 5 0 0 1 10 0M13 13l4 4",
  lock: "M6.5 9h7A1.5 1.5 0 0 1 15 10.5v4a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 5 14.5v-4A1.5 1.5 0 0 1 6.5 9zM7 9V7a3 3 0 0 1 6 0v2",
  gear: "M12.5 10a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0M10 3v2.5M10 14.5V17M3 10h2.5M14.5 10H17M5 5l1.8 1.8M13.2 13.2 15 15M15 5l-1.8 1.8M6.8 13.2 5 15",
  back: "m12 5-5 5 5 5",
  details: "M5.5 4.5h9a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-9a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2zM12.5 4.5v11",
  close: "m5 5 10 10M15 5 5 15",
  clock: "M16 10a6 6 0 1 1-12 0 6 6 0 0 1 12 0M10 7v3l2 2",
  react: "M16 10a6 6 0 1 1-12 0 6 6 0 0 1 12 0M7.5 11.5a3 3 0 0 0 5 0M7.8 8h.01M12.2 8h.01",
  addReact: "M14.5 10a5.5 5.5 0 1 1-11 0 5.5 5.5 0 0 1 11 0M7 11.5a2.5 2.5 0 0 0 4 0M16 4v4M14 6h4",
  reply: "M8 5 4 9l4 4M4 9h7a5 5 0 0 1 5 5v1",
  more: "M5 10h.01M10 10h.01M15 10h.01",
  emoji: "M16.5 10a6.5 6.5 0 1 1-13 0 6.5 6.5 0 0 1 13 0M7.5 11.5a3 3 0 0 0 5 0M7.8 8h.01M12.2 8h.01",
  at: "M12.8 10a2.8 2.8 0 1 1-5.6 0 2.8 2.8 0 0 1 5.6 0M12.8 10v1a2 2 0 0 0 4 0v-1a6.8 6.8 0 1 0-2.7 5.4",
  format: "M5 15 9 5h1l4 10M6.5 12h6",
  send: "M4 10h11M11 5l5 5-5 5",
  pencil: "M4.5 15.5l.8-3.2L13 4.6a1.6 1.6 0 0 1 2.3 2.3l-7.6 7.7zM11.5 6l2.4 2.4",
  trash: "M4.5 6h11M8 6V4.5h4V6M6 6l.6 9.5h6.8L14 6M8.7 9v4M11.3 9v4",
  copy: "M8.5 7.5h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-6a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1zM5 12.5h-.5v-8h8V5",
  link: "M8.5 11.5l3-3M7.5 9.5 5.8 11.2a2.1 2.1 0 0 0 3 3L10.5 12.5M12.5 10.5l1.7-1.7a2.1 2.1 0 0 0-3-3L9.5 7.5",
  unread: "M10 4.5a5.5 5.5 0 1 0 5.5 5.5M15.5 5.5h.01",
  people: "M10 7.5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0M3 15.5a4.5 4.5 0 0 1 9 0M12.5 5.2a2.5 2.5 0 0 1 0 4.6M14 11.5a4.5 4.5 0 0 1 3 4",
  addPerson: "M10.5 7a2.75 2.75 0 1 1-5.5 0 2.75 2.75 0 0 1 5.5 0M3 15.5a4.75 4.75 0 0 1 9.5 0M15 7v5M12.5 9.5h5",
  door: "M11.5 4.5h-6v11h6M9 10h7.5M13.5 7l3 3-3 3",
  box: "M4 5h12v3H4zM5 8v7.5h10V8M8.5 11h3",
  bang: "M16 10a6 6 0 1 1-12 0 6 6 0 0 1 12 0M10 7v3.5M10 13h.01",
  check: "m4.5 10.5 3.5 3.5 7.5-8",
  down: "M10 4.5v11M5.5 11l4.5 4.5 4.5-4.5",
  eye: "M3 10s2.5-4.5 7-4.5S17 10 17 10s-2.5 4.5-7 4.5S3 10 3 10zM12 10a2 2 0 1 1-4 0 2 2 0 0 1 4 0",
  eyeOff: "M4 4l12 12M8.3 5.7A7 7 0 0 1 10 5.5c4.5 0 7 4.5 7 4.5a12 12 0 0 1-2.1 2.5M12 13.8a6.5 6.5 0 0 1-2 .7C5.5 14.5 3 10 3 10a12 12 0 0 1 2.9-3.2",
  compass: "M16.5 10a6.5 6.5 0 1 1-13 0 6.5 6.5 0 0 1 13 0M12.5 7.5l-1.5 3.5-3.5 1.5L9 9z",
  chat: "M5 4.5h10a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1H9.5L6 16.5v-3H5a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1z",
  away: "M4 4l12 12M7 12.5a4.2 4.2 0 0 1 5-.7M4.5 9.8a8 8 0 0 1 3-1.9M10.5 7.5a8 8 0 0 1 5 2.3M10 15.5h.01",
  key: "M9.5 12a3 3 0 1 1-6 0 3 3 0 0 1 6 0M8.7 9.9 15 3.7M12.5 6.2l2.3 2.3",
  note: "M5.5 4h9v12h-9zM8 7.5h4M8 10.5h4",
  bold: "M6.5 4.5h4a2.7 2.7 0 0 1 0 5.5h-4zM6.5 10h4.7a2.8 2.8 0 0 1 0 5.5H6.5z",
  italic: "M9 4.5h5M6 15.5h5M11.5 4.5l-3 11",
  strike: "M4 10h12M13.5 6.5C13 5 11.5 4.5 10 4.5c-2 0-3.5 1-3.5 2.7 0 1 .5 1.8 1.5 2.3M6.5 13.5c.5 1.5 2 2 3.5 2 2 0 3.5-1 3.5-2.7",
  code: "m7 6-4 4 4 4M13 6l4 4-4 4",
  block: "M4 4.5h12v11H4zM8 8l-2 2 2 2M12 8l2 2-2 2",
  quote: "M4.5 5v10M8 6.5h8M8 10h8M8 13.5h5",
  list: "M8 6h8M8 10h8M8 14h8M4.5 6h.01M4.5 10h.01M4.5 14h.01",
  keys: "M3.5 6h13v8h-13zM6 8.5h.01M8.7 8.5h.01M11.3 8.5h.01M14 8.5h.01M7 11.5h6",
} as const;

export type IconName = keyof typeof shapes;

const TURNING: ReadonlySet<IconName> = new Set<IconName>(["back", "send", "reply", "door", "details"]);

/** A drawing of 20 units in the colour of the text; directions turn where one reads from right to left. */
export function Icon(props: { name: IconName }): JSX.Element {
  return <svg viewBox="0 0 20 20" aria-hidden="true" class={TURNING.has(props.name) ? "turn" : undefined}><path d={shapes[props.name]} /></svg>;
}
