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

type Own = Handle & { readonly set: Setter<Row> };

/** The rows of the open room's timeline. */
export function createRows(room: OpenRoom): Accessor<Rows> {
  let kept = new Map<string, Own>();
  return createMemo<Rows & { readonly list: readonly Own[] }>((before) => {
    const rows = rowsOf(room.timeline(), room.app.me, room.freshAfter());
    const step = stepOf(before.list, rows);
    const list = rows.map((row) => settle(kept.get(row.id), row));
    kept = new Map(list.map((handle) => [handle.id, handle]));
    return { list, shift: step.grewInFront, window: before.window + (step.other ? 1 : 0) };
  }, { list: [], shift: false, window: 0 });
}

function settle(known: Own | undefined, row: Row): Own {
  if (known) {
    known.set(row);
    return known;
  }
  const [now, set] = createSignal(row, { equals: sameRow });
  return { id: row.id, row: now, set };
}
