import { For, type JSX, Show } from "solid-js";
import { type Anchor, Pop } from "./Pop";
import { Icon, type IconName } from "./Icon";

/** An entry of a menu; `rule` draws a line above it. */
export interface MenuItem {
  readonly label: string;
  readonly icon?: IconName;
  readonly keys?: string;
  readonly bad?: boolean;
  readonly rule?: boolean;
  readonly run: () => void;
}

/** A menu of actions, for mouse, touch and keyboard. */
export function Menu(props: { anchor: Anchor; label: string; items: readonly MenuItem[]; head?: JSX.Element; onClose: () => void }): JSX.Element {
  const move = (event: KeyboardEvent & { currentTarget: HTMLElement }) => {
    const entries = [...event.currentTarget.querySelectorAll<HTMLElement>("[role=menuitem]")];
    const at = entries.indexOf(document.activeElement as HTMLElement);
    const step = { ArrowDown: at + 1, ArrowUp: at - 1 + (at < 0 ? 1 : 0), Home: 0, End: entries.length - 1 }[event.key];
    if (step !== undefined) entries[(step + entries.length) % entries.length]?.focus();
    else if (event.key === "Tab") props.onClose();
    else return;
    event.preventDefault();
  };
  const pick = (item: MenuItem) => { props.onClose(); item.run(); };
  return (
    <Pop anchor={props.anchor} class="menu" role="menu" label={props.label} onClose={props.onClose}>
      <div role="none" onKeyDown={move}>
        {props.head}
        <For each={props.items}>{(item) => <>
          <Show when={item.rule}><hr /></Show>
          <button role="menuitem" classList={{ bad: item.bad ?? false }} tabindex="-1" onClick={() => pick(item)}>
            <Show when={item.icon}>{(name) => <Icon name={name()} />}</Show>{item.label}
            <Show when={item.keys}><span class="kbd" aria-hidden="true">{item.keys}</span></Show>
          </button>
        </>}</For>
      </div>
    </Pop>
  );
}
