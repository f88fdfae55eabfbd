import { type JSX, Show } from "solid-js";
import { Away } from "./room/Away";
import { useApp } from "./store/app";
import { t } from "./text";
import { Icon } from "./ui/Icon";

/** Beside the list while nothing is open. */
export function Home(): JSX.Element {
  const app = useApp();
  return (
    <main class="room" classList={{ unseen: !app.state.wide }}>
      <Show when={app.state.rooms} fallback={<><h1 class="unseen">{t("loading")}</h1><Show when={app.state.status.state === "offline"}><Away /></Show></>}>
        <Show when={app.rooms().length > 0} fallback={
          <div class="blank whole">
            <span class="art"><Icon name="chat" /></span><h1>{t("home.empty.title")}</h1><p>{t("home.empty.text")}</p>
            <div class="acts"><button class="do" onClick={() => app.show({ kind: "browse" })}>{t("side.browse")}</button><button class="do plain" onClick={() => app.show({ kind: "newRoom" })}>{t("new.room")}</button></div>
          </div>
        }>
          <div class="blank whole"><span class="art"><Icon name="chat" /></span><h1>{t("home.title")}</h1><p>{t("home.text")}</p></div>
        </Show>
      </Show>
    </main>
  );
}
