import { createMemo, createSignal, For, type JSX, Show } from "solid-js";
import { ParleyError } from "../../client";
import { useApp } from "../store/app";
import { en } from "../text/en";
import { type Key, language, type Language, languages, problem, t } from "../text";
import { Field } from "../ui/Field";
import { Icon } from "../ui/Icon";

type Name = "username" | "email" | "password" | "displayName";
type Wrong = Partial<Record<Name | "form", string>>;

const FIELD_OF: Readonly<Record<string, Name>> = {
  username_taken: "username", invalid_username: "username", email_taken: "email", invalid_email: "email", weak_password: "password",
};
const SHORTEST = 10;

/** The way in: log in, or make an account. */
export function Door(): JSX.Element {
  const app = useApp();
  const signingUp = () => app.state.place.name === "signup";
  return (
    <main class="door">
      <div class="door-card">
        <div class="door-head"><span class="mark" aria-hidden="true" /><strong>{t("app.name")}</strong></div>
        <Show when={signingUp()} fallback={<LogIn />}><SignUp /></Show>
        <p class="other">
          {t(signingUp() ? "sign.have" : "log.none")}{" "}
          <Way to={signingUp() ? "/login" : "/signup"}>{t(signingUp() ? "log.in" : "sign.up")}</Way>
        </p>
      </div>
      <footer><Tongue /></footer>
    </main>
  );
}

/** The choice of the language. */
export function Tongue(): JSX.Element {
  const app = useApp();
  return (
    <select aria-label={t("language")} value={language()} onChange={(event) => app.setLanguage(event.currentTarget.value as Language)}>
      <For each={Object.entries(languages)}>{([tag, name]) => <option value={tag} selected={tag === language()}>{name}</option>}</For>
    </select>
  );
}

function Way(props: { to: string; children: JSX.Element }): JSX.Element {
  const app = useApp();
  return <a href={props.to} onClick={(event) => { event.preventDefault(); app.go(props.to, true); }}>{props.children}</a>;
}

function LogIn(): JSX.Element {
  const app = useApp();
  const [email, setEmail] = createSignal("");
  const [password, setPassword] = createSignal("");
  const ended = createMemo(() => {
    const reason = app.state.status.reason;
    return reason && reason !== "signed_out" && `ended.${reason}` in en ? t(`ended.${reason}` as Key) : undefined;
  });
  const form = useForm(() => ({ ...missing({ email: email(), password: password() }) }), () => app.parley.logIn({ email: email().trim(), password: password() }));
  return (
    <Form title={t("log.title")} lead={t("log.lead")} form={form} act={t("log.in")} said={ended()}>
      <Field label={t("field.email")} type="email" autocomplete="username" value={email()} onInput={(value) => { setEmail(value); form.clear("email"); }} wrong={form.wrong().email} focus />
      <Field label={t("field.password")} type="password" autocomplete="current-password" value={password()} onInput={(value) => { setPassword(value); form.clear("password"); }} wrong={form.wrong().password} />
    </Form>
  );
}

function SignUp(): JSX.Element {
  const app = useApp();
  const [username, setUsername] = createSignal("");
  const [displayName, setDisplayName] = createSignal("");
  const [email, setEmail] = createSignal("");
  const [password, setPassword] = createSignal("");
  const check = (): Wrong => ({
    ...missing({ username: username(), email: email(), password: password() }),
    ...(password() && lengthOf(password()) < SHORTEST ? { password: t("reason.weak_password") } : {}),
  });
  const form = useForm(check, () => app.parley.signUp({
    username: username().trim(), email: email().trim(), password: password(), ...(displayName().trim() ? { displayName: displayName().trim() } : {}),
  }));
  return (
    <Form title={t("sign.title")} lead={t("sign.lead")} form={form} act={t("sign.up")} said={undefined}>
      <Field label={t("field.username")} autocomplete="username" value={username()} onInput={(value) => { setUsername(value); form.clear("username"); }} wrong={form.wrong().username} max={32} focus note={<p class="note">{t("field.username.note")}</p>} />
      <Field label={t("field.name")} autocomplete="name" optional value={displayName()} onInput={(value) => { setDisplayName(value); form.clear("displayName"); }} wrong={form.wrong().displayName} max={80} />
      <Field label={t("field.email")} type="email" autocomplete="email" value={email()} onInput={(value) => { setEmail(value); form.clear("email"); }} wrong={form.wrong().email} />
      <Field label={t("field.password")} type="password" autocomplete="new-password" value={password()} onInput={(value) => { setPassword(value); form.clear("password"); }} wrong={form.wrong().password} note={<Rule length={lengthOf(password())} />} />
    </Form>
  );
}

function Rule(props: { length: number }): JSX.Element {
  const left = () => SHORTEST - props.length;
  return (
    <div class="meter" classList={{ ok: left() <= 0 }}>
      <Icon name={left() <= 0 ? "check" : "key"} />
      {left() <= 0 ? t("field.password.good") : props.length ? t("field.password.left", { count: left() }) : t("field.password.rule")}
    </div>
  );
}

interface FormState { readonly busy: () => boolean; readonly wrong: () => Wrong; clear(name: Name): void; submit(event: Event): Promise<void> }

function useForm(check: () => Wrong, send: () => Promise<unknown>): FormState {
  const app = useApp();
  const [busy, setBusy] = createSignal(false);
  const [wrong, setWrong] = createSignal<Wrong>({});
  const submit = async (event: Event) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLElement;
    if (busy()) return;
    setWrong(check());
    if (Object.keys(wrong()).length === 0) {
      setBusy(true);
      await send().then(() => app.entered(), (error: unknown) => setWrong(wrongOf(error)));
      setBusy(false);
    }
    form.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  };
  const clear = (name: Name) => setWrong((now) => { const { [name]: _, form: __, ...rest } = now; return rest; });
  return { busy, wrong, clear, submit };
}

function Form(props: { title: string; lead: string; act: string; said: string | undefined; form: FormState; children: JSX.Element }): JSX.Element {
  const said = () => props.form.wrong().form ?? props.said;
  return (
    <>
      <h1>{props.title}</h1>
      <p>{props.lead}</p>
      <form noValidate onSubmit={(event) => void props.form.submit(event)}>
        <Show when={said()}>{(text) => <div class="alert" role="alert"><Icon name="bang" />{text()}</div>}</Show>
        {props.children}
        <button class="do wide" type="submit" aria-disabled={props.form.busy()}>{props.act}</button>
      </form>
    </>
  );
}

function missing(values: Partial<Record<Name, string>>): Wrong {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !value.trim()).map(([name]) => [name, t("field.required")]));
}

function wrongOf(error: unknown): Wrong {
  if (!(error instanceof ParleyError)) return { form: problem(error) };
  const path = String(error.details["path"] ?? "").replace(/^\//, "");
  const name = FIELD_OF[error.reason] ?? (["username", "email", "password", "displayName"].includes(path) ? (path as Name) : undefined);
  return { [name ?? "form"]: problem(error) };
}

function lengthOf(text: string): number {
  return Array.from(text).length;
}
