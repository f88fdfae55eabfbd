import { type Accessor, createSignal, For, type JSX, Show } from "solid-js";
import type { Card } from "../../client";
import { allEmoji, codeOf, findEmoji } from "../emoji/data";
import { t } from "../text";
import { Avatar } from "../ui/Avatar";
import { type Offer, peopleFor, type Token, tokenAt } from "./complete";
import type { OpenRoom } from "./open";

const OFFERED = 8;
/** In rooms with more members the server looks for names. */
const LISTED = 500;

/** What is offered for the word before the caret. */
export interface CompletionState {
  readonly offers: Accessor<readonly Offer[]>;
  readonly at: Accessor<number>;
  readonly active: Accessor<string | undefined>;
  look(): void;
  close(): void;
  take(offer: Offer): void;
  /** Whether the key was meant for the offers. */
  key(event: KeyboardEvent): boolean;
}

/** Completes mentions of members and names of emoji in a field. */
export function createCompletion(room: OpenRoom, field: () => HTMLTextAreaElement, insert: (token: Token, offer: Offer) => void): CompletionState {
  const [offers, setOffers] = createSignal<readonly Offer[]>([]);
  const [at, setAt] = createSignal(0);
  let token: Token | undefined;

  const close = () => { token = undefined; setOffers([]); };
  const look = () => {
    const { value, selectionStart, selectionEnd } = field();
    token = selectionStart === selectionEnd ? tokenAt(value, selectionStart) : undefined;
    if (!token) return close();
    const wanted = token;
    void offersFor(room, wanted).then((found) => {
      if (token !== wanted) return;
      setAt(0);
      setOffers(found);
    }, close);
  };
  const take = (offer: Offer) => {
    const wanted = token;
    close();
    if (wanted) insert(wanted, offer);
  };
  const key = (event: KeyboardEvent): boolean => {
    const count = offers().length;
    if (count === 0) return false;
    if (event.key === "ArrowDown") setAt((now) => (now + 1) % count);
    else if (event.key === "ArrowUp") setAt((now) => (now - 1 + count) % count);
    else if (event.key === "Enter" || event.key === "Tab") take(offers()[at()]!);
    else if (event.key === "Escape") close();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  return { offers, at, active: () => (offers().length ? `offer-${at()}` : undefined), look, close, take, key };
}

async function offersFor(room: OpenRoom, token: Token): Promise<readonly Offer[]> {
  if (token.sign === ":") return findEmoji(await allEmoji(), token.query, OFFERED).map((one) => ({ id: one.emoji, label: `:${codeOf(one)}:`, about: "", sign: one.emoji }));
  if ((room.entry?.room.memberCount ?? 0) > LISTED) return (await room.app.parley.searchUsers(token.query, OFFERED)).map(offerOf);
  if (!room.view.members.value) await room.view.loadMembers();
  const people = (room.view.members.value ?? []).flatMap((seat): Card[] => { const card = room.app.card(seat.userId); return card ? [card] : []; });
  return peopleFor(people, token.query).map(offerOf);
}

function offerOf(person: Card): Offer {
  return { id: person.id, label: person.displayName, about: `@${person.username}`, sign: "", person };
}

/** The list of offers above the field. */
export function Completion(props: { state: CompletionState }): JSX.Element {
  return (
    <Show when={props.state.offers().length > 0}>
      <ul class="offer" id="offers" role="listbox" aria-label={t("compose.offer")}>
        <For each={props.state.offers()}>{(offer, index) => (
          <li role="option" id={`offer-${index()}`} aria-selected={index() === props.state.at()} onPointerDown={(event) => { event.preventDefault(); props.state.take(offer); }}>
            <Show when={offer.person} fallback={<span class="sign">{offer.sign}</span>}>{(person) => <Avatar id={person().id} size="s" />}</Show>
            <bdi>{offer.label}</bdi> <small dir="ltr">{offer.about}</small>
          </li>
        )}</For>
      </ul>
    </Show>
  );
}
