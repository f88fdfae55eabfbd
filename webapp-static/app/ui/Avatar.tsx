import type { JSX } from "solid-js";
import { useApp } from "../store/app";
import { hueOf, initials, lightnessFor } from "../store/names";

/** The face of a person: initials on a hue of their own. */
export function Avatar(props: { id: string; size?: "xs" | "s" | "l" }): JSX.Element {
  const app = useApp();
  const hue = () => hueOf(props.id);
  return (
    <span class={`av ${props.size ?? ""}`} aria-hidden="true" style={{ "--h": hue(), "--l": `${lightnessFor(hue())}%` }}>
      {initials(app.card(props.id)?.displayName ?? "")}
    </span>
  );
}
