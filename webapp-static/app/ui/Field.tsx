import { createSignal, createUniqueId, type JSX, Show } from "solid-js";
import { t } from "../text";
import { Icon } from "./Icon";

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly type?: "text" | "email" | "password";
  readonly optional?: boolean;
  readonly autocomplete?: string;
  readonly note?: JSX.Element;
  readonly wrong?: string | undefined;
  readonly hint?: string;
  readonly focus?: boolean;
  readonly max?: number;
}

/** A labelled field that says what is wrong with it. */
export function Field(props: FieldProps): JSX.Element {
  const id = createUniqueId();
  const [shown, setShown] = createSignal(false);
  const type = () => (props.type === "password" && shown() ? "text" : props.type ?? "text");
  const input = () => (
    <input class="input" id={id} type={type()} value={props.value} dir={props.type === "email" || props.type === "password" ? "ltr" : "auto"} placeholder={props.hint}
      autocomplete={props.autocomplete ?? "off"} autocapitalize="none" spellcheck={false} maxlength={props.max} autofocus={props.focus}
      aria-required={!props.optional} aria-invalid={props.wrong ? "true" : undefined} aria-describedby={props.wrong || props.note ? `${id}-note` : undefined}
      onInput={(event) => props.onInput(event.currentTarget.value)} />
  );
  return (
    <div class="entry">
      <label for={id}><span>{props.label} <Show when={props.optional}><small>· {t("field.optional")}</small></Show></span></label>
      <Show when={props.type === "password"} fallback={input()}>
        <div class="with-button" dir="ltr">{input()}
          <button type="button" class="icon" aria-label={t(shown() ? "password.hide" : "password.show")} aria-pressed={shown()} onClick={() => setShown(!shown())}><Icon name={shown() ? "eyeOff" : "eye"} /></button>
        </div>
      </Show>
      <div id={`${id}-note`}>
        <Show when={props.wrong} fallback={props.note}>{(text) => <div class="wrong" role="alert"><Icon name="bang" />{text()}</div>}</Show>
      </div>
    </div>
  );
}
