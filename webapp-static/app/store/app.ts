import { createContext, createMemo, useContext } from "solid-js";
import { createStore, reconcile } from "solid-js/store";
import type { Account, Card, Parley, RoomEntry, Status } from "../../client";
import { preferredLanguage, problem, speak, t, type Language } from "../text";
import { Drafts } from "./drafts";
import { keep, kept } from "./keep";
import { type Place, placeOf, roomPath } from "./route";

export type Theme = "system" | "light" | "dark";

/** What lies over the page and waits for an answer. */
export type Dialog =
  | { readonly kind: "quick" | "newRoom" | "newDirect" | "browse" | "settings" | "keys" }
  | { readonly kind: "addPeople" | "editRoom" | "leave" | "archive"; readonly roomId: string }
  | { readonly kind: "removeMember"; readonly roomId: string; readonly userId: string }
  | { readonly kind: "deleteMessage" | "edits"; readonly roomId: string; readonly seq: number };

interface State {
  status: Status;
  account: Account | undefined;
  rooms: { readonly id: string; readonly entry: RoomEntry }[] | undefined;
  users: Record<string, Card>;
  place: Place;
  dialog: Dialog | undefined;
  panel: boolean;
  focused: boolean;
  wide: boolean;
  theme: Theme;
  notes: { readonly id: number; readonly text: string }[];
}

const NOTE_MS = 4_500;

/** The one store of the app: changed by events of the client and the actions here, read by every view. */
export class App {
  readonly parley: Parley;
  readonly drafts = new Drafts();
  readonly state: State;
  /** The rooms one can be in now: those in the archive are left out. */
  readonly rooms: () => readonly RoomEntry[];
  readonly #set;
  #noteId = 0;

  constructor(parley: Parley) {
    this.parley = parley;
    const [state, set] = createStore<State>({
      status: parley.status.value, account: undefined, rooms: undefined, users: {},
      place: placeOf(location.pathname + location.search), dialog: undefined, panel: roomy() && (kept<boolean>("panel") ?? false),
      focused: document.hasFocus(), wide: matchMedia("(min-width: 721px)").matches, theme: kept<Theme>("theme") ?? "system", notes: [],
    });
    this.state = state;
    this.#set = set;
    this.rooms = createMemo(() => (this.state.rooms ?? []).map((row) => row.entry).filter((entry) => !entry.room.archivedAt));
    this.#followClient();
    this.#followWindow();
    void speak(kept<Language>("language") ?? preferredLanguage());
    void parley.start();
  }

  /** The caller's id. */
  get me(): string {
    return this.state.account?.id ?? "";
  }

  /** What is known of a person. */
  card(id: string): Card | undefined {
    const { users, account } = this.state;
    return users[id] ?? (account?.id === id ? account : undefined);
  }

  /** The name of a person, as far as it is known. */
  nameOf(id: string): string {
    return this.card(id)?.displayName ?? t("someone");
  }

  /** The caller's place in a room, archived ones too. */
  entry(roomId: string): RoomEntry | undefined {
    return this.state.rooms?.find((row) => row.id === roomId)?.entry;
  }

  /** Goes to a path; `replace` leaves no trace of the present one in the browser's history. */
  go(path: string, replace = false): void {
    if (replace) history.replaceState(history.state, "", path);
    else history.pushState({ before: this.state.place.name }, "", path);
    this.#set({ place: placeOf(path), dialog: undefined, panel: this.state.panel && roomy() });
    if (this.state.place.name === "room") keep("last", this.state.place.id);
  }

  /** Opens a room, at a message of it when one is named. */
  open(roomId: string, seq?: number): void {
    this.go(roomPath(roomId, seq), this.state.place.name === "room" && this.state.place.id === roomId);
  }

  /** After a log-in: on to where one wanted to go. */
  entered(): void {
    if (this.state.place.name === "login" || this.state.place.name === "signup") this.go("/", true);
  }

  /** Back to the list of rooms, the way one came. */
  back(): void {
    if ((history.state as { before?: string } | null)?.before === "home") history.back();
    else this.go("/", true);
  }

  show(dialog: Dialog): void {
    this.#set("dialog", dialog);
  }

  closeDialog(): void {
    this.#set("dialog", undefined);
  }

  /** Shows the details beside the room; where they lie over it, going back closes them. */
  showPanel(on: boolean): void {
    if (roomy()) keep("panel", on);
    else if (on && !this.state.panel) history.pushState({ panel: true }, "");
    else if (!on && (history.state as { panel?: boolean } | null)?.panel) return history.back();
    this.#set("panel", on);
  }

  setTheme(theme: Theme): void {
    this.#set("theme", theme);
    keep("theme", theme);
    applyTheme(theme);
  }

  setLanguage(language: Language): void {
    keep("language", language);
    void speak(language);
  }

  /** Says something that goes away by itself. */
  note(text: string): void {
    const id = ++this.#noteId;
    this.#set("notes", (notes) => [...notes.slice(-2), { id, text }]);
    setTimeout(() => this.#set("notes", (notes) => notes.filter((note) => note.id !== id)), NOTE_MS);
  }

  /** Does something that can fail; a failure is told. Whether it went well. */
  async attempt(action: () => Promise<unknown>): Promise<boolean> {
    try {
      await action();
      return true;
    } catch (error) {
      this.note(problem(error));
      return false;
    }
  }

  /** Puts a text into the clipboard. */
  copy(text: string): void {
    void (navigator.clipboard ? navigator.clipboard.writeText(text) : copyOldWay(text))
      .then(() => this.note(t("copied")), () => undefined);
  }

  async signOut(): Promise<void> {
    this.drafts.forget();
    keep("last", undefined);
    this.#set("dialog", undefined);
    await this.parley.logOut();
  }

  #followClient(): void {
    const { parley } = this;
    parley.status.subscribe((status) => this.#set("status", reconcile({ ...status })));
    parley.account.subscribe((account) => {
      this.#set("account", account && { ...account });
      this.drafts.belongTo(account?.id);
    });
    parley.users.subscribe((users) => this.#set("users", reconcile({ ...users })));
    parley.rooms.subscribe((rooms) => this.#set("rooms", reconcile(rooms?.map((entry) => ({ id: entry.room.id, entry: structuredClone(entry) })), { key: "id" })));
  }

  #followWindow(): void {
    const focus = () => this.#set("focused", document.hasFocus() && document.visibilityState === "visible");
    for (const event of ["focus", "blur", "pageshow"]) addEventListener(event, focus);
    document.addEventListener("visibilitychange", focus);
    addEventListener("popstate", () => this.#set({ place: placeOf(location.pathname + location.search), dialog: undefined, panel: this.state.panel && roomy() }));
    matchMedia("(min-width: 721px)").addEventListener("change", (event) => this.#set("wide", event.matches));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => applyTheme(this.state.theme));
    addEventListener("storage", (event) => { if (event.key === "parley.theme") this.setTheme(kept<Theme>("theme") ?? "system"); });
  }
}

/** Whether there is room for the details beside the room. */
function roomy(): boolean {
  return matchMedia("(min-width: 1181px)").matches;
}

function applyTheme(theme: Theme): void {
  const dark = theme === "dark" || (theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset["theme"] = dark ? "dark" : "light";
}

async function copyOldWay(text: string): Promise<void> {
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  area.style.opacity = "0";
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

export const AppContext = createContext<App>();

/** The app that the present view belongs to. */
export function useApp(): App {
  return useContext(AppContext)!;
}
