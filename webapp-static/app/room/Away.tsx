import type { JSX } from "solid-js";
import { useApp } from "../store/app";
import { t } from "../text";
import { Icon } from "../ui/Icon";

/** In the place of messages that were never read while there is no connection. */
export function Away(): JSX.Element {
  const app = useApp();
  return (
    <div class="blank whole">
      <span class="art"><Icon name="away" /></span><h2>{t("room.offline.title")}</h2><p>{t("room.offline.text")}</p>
      <button class="do plain" onClick={() => app.parley.retryNow()}>{t("net.now")}</button>
    </div>
  );
}
