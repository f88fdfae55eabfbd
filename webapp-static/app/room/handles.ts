import { type Accessor, createMemo, createSignal, type Setter } from "solid-js";
import { type Row, rowsOf, sameRow, stepOf } from "../store/rows";
import type { OpenRoom } from "./open";

/** A row that lives on while what it shows changes, so that its elements, and the focus in them, stay. */
export interface Handle {
  readonly id: string;
  readonly row: Accessor<Row>;
}

/** The rows of now; `shift` says that older ones came in front, `window` changes when it is another part of the history. */
export interface Rows {
  readonly list: readonly Handle[];
  readonly shift: boolean;
  readonly window: number;
}

type Own = Handle & { shown: Row; readonly set: Setter<Row> };

/** The rows of the open room's timeline. */
export function createRows(room: OpenRoom): Accessor<Rows> {
  let kept = new Map<string, Own>();
  return createMemo<Rows & { readonly list: readonly Own[] }>((before) => {
    const rows = rowsOf(room.timeline(), room.app.me, room.freshAfter());
    const step = stepOf(before.list, rows);
    if (step.other) kept = new Map();
    const list = rows.map((row) => settle(kept, row));
    return { list, shift: step.grewInFront, window: before.window + (step.other ? 1 : 0) };
  }, { list: [], shift: false, window: 0 });
}

function settle(kept: Map<string, Own>, row: Row): Own {
  const known = kept.get(row.id);
  if (known) {
    if (known.shown !== row) known.set(known.shown = row);
    return known;
  }
  const [now, set] = createSignal(row, { equals: sameRow });
  const made: Own = { id: row.id, row: now, shown: row, set };
  kept.set(row.id, made);
  return made;
}
