import { type Accessor, createSignal, onCleanup } from "solid-js";
import type { Live } from "../../client";

/** A live value of the client as a signal of the present owner. */
export function live<T>(value: Live<T>): Accessor<T> {
  const [now, set] = createSignal(value.value, { equals: false });
  onCleanup(value.subscribe((next) => set(() => next)));
  return now;
}
