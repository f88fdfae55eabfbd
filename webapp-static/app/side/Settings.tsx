import { createResource, For, type JSX, Show } from "solid-js";
import { deviceName } from "../format/device";
import { stamp } from "../format/time";
import { type Theme, useApp } from "../store/app";
import { problem, t } from "../text";
import { Tongue } from "../auth/Door";
import { Avatar } from "../ui/Avatar";
import { Dialog } from "../ui/Dialog";
import { Icon } from "../ui/Icon";

/** The caller's account, look and sessions. */
export function Settings(): JSX.Element {
  const app = useApp();
  return (
    <Dialog title={t("settings.title")} class="broad">
      <div class="dlg-body">
        <section class="fact-line" aria-label={t("settings.account")}>
          <Avatar id={app.me} />
          <div><b><bdi>{app.state.account?.displayName}</bdi></b><p class="note flat"><bdi>@{app.state.account?.username}</bdi> · <bdi>{app.state.account?.email}</bdi></p></div>
          <button class="do small plain" onClick={() => void app.signOut()}><Icon name="door" />{t("settings.out")}</button>
        </section>
        <Look />
        <section><h3>{t("language")}</h3><span class="tongue"><Tongue /></span></section>
        <Sessions />
        <section><button class="link" onClick={() => app.show({ kind: "keys" })}>{t("settings.keys")}</button></section>
      </div>
    </Dialog>
  );
}

function Look(): JSX.Element {
  const app = useApp();
  const themes: readonly Theme[] = ["system", "light", "dark"];
  return (
    <section>
      <fieldset><legend>{t("settings.look")}</legend>
        <div class="seg"><For each={themes}>{(theme) => <label><input type="radio" name="theme" checked={app.state.theme === theme} onChange={() => app.setTheme(theme)} />{t(`settings.${theme as "system"}`)}</label>}</For></div>
      </fieldset>
    </section>
  );
}

function Sessions(): JSX.Element {
  const app = useApp();
  const [sessions, { refetch }] = createResource(() => app.parley.sessions());
  const end = async (action: () => Promise<void>) => { if (await app.attempt(action)) void refetch(); };
  const others = () => (sessions.error ? [] : sessions.latest ?? []).filter((session) => !session.current).length;
  return (
    <section>
      <div class="head-line"><h3>{t("settings.sessions")}</h3><Show when={others() > 0}><button class="link" onClick={() => void end(() => app.parley.revokeOtherSessions())}>{t("settings.revoke.others")}</button></Show></div>
      <Show when={!sessions.error} fallback={<p class="hush">{problem(sessions.error)} <button class="link" onClick={() => void refetch()}>{t("retry")}</button></p>}>
        <ul class="rows-list" aria-busy={sessions.loading}>
          <For each={sessions.latest}>{(session) => (
            <li>
              <div title={session.device}><b><bdi>{deviceName(session.device)}</bdi></b><small>{session.current ? t("settings.this") : t("settings.used", { time: stamp(session.lastUsedAt) })} · <bdi>{session.address}</bdi></small></div>
              <Show when={!session.current}><button class="do small plain" aria-label={t("settings.revoke.label", { device: deviceName(session.device) })} onClick={() => void end(() => app.parley.revokeSession(session.id))}>{t("settings.revoke")}</button></Show>
            </li>
          )}</For>
        </ul>
      </Show>
    </section>
  );
}

/** What the keys do. */
export function Keys(): JSX.Element {
  const rows = (): readonly (readonly [string, string])[] => [
    ["Ctrl K", t("keys.jump")], ["Alt ↑ ↓", t("keys.rooms")], ["Enter", t("keys.send")], ["Shift Enter", t("keys.line")], ["↑", t("keys.last")], ["Ctrl B, I, E", t("keys.bold")],
    ["Shift Tab, ↑ ↓", t("keys.messages")], ["R, E, +, C, U, Del", `${t("keys.message")}: ${[t("msg.reply"), t("msg.edit"), t("msg.react"), t("msg.copy"), t("msg.unread"), t("msg.delete")].join(", ")}`], ["Esc", t("keys.esc")], ["Ctrl /", t("keys.help")],
  ];
  return (
    <Dialog title={t("keys.title")}>
      <div class="dlg-body"><dl class="keys"><For each={rows()}>{([keys, text]) => <div><dt><kbd dir="ltr">{keys}</kbd></dt><dd>{text}</dd></div>}</For></dl></div>
    </Dialog>
  );
}
