import { type JSX, lazy, Suspense } from "solid-js";
import { t } from "../text";
import { type Anchor, Pop } from "../ui/Pop";

const Grid = lazy(() => import("./Grid"));

/** Picks an emoji; what it needs is loaded when it is first opened. */
export function Picker(props: { anchor: Anchor; onPick: (emoji: string) => void; onClose: () => void }): JSX.Element {
  return (
    <Pop anchor={props.anchor} class="emo" label={t("emoji.pick")} onClose={props.onClose}>
      <Suspense fallback={<p class="hush" role="status">{t("loading")}</p>}><Grid onPick={props.onPick} /></Suspense>
    </Pop>
  );
}
