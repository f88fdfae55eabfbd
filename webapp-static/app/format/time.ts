import { createSignal } from "solid-js";
import { locale, t } from "../text";

const formats = new Map<string, Intl.DateTimeFormat>();

function format(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale()} ${name}`;
  let found = formats.get(key);
  if (!found) formats.set(key, found = new Intl.DateTimeFormat(locale(), options));
  return found;
}

/** The day of a moment in local time, as a number that grows by one with each day. */
export function dayOf(at: string | number | Date): number {
  const date = new Date(at);
  return Math.floor((date.getTime() - date.getTimezoneOffset() * 60_000) / 86_400_000);
}

const [now, setNow] = createSignal(Date.now());

/** Keeps what is called today true over midnight, and over a machine that slept through it. */
export function followDays(): void {
  const look = () => { if (dayOf(Date.now()) !== dayOf(now())) setNow(Date.now()); };
  const wait = () => {
    const next = new Date();
    setTimeout(() => { look(); wait(); }, next.setHours(24, 0, 0, 50) - Date.now());
  };
  wait();
  document.addEventListener("visibilitychange", look);
}

/** Today, yesterday, or the date, with the year when it is another one. */
export function dayLabel(at: string): string {
  const past = dayOf(now()) - dayOf(at);
  if (past === 0) return t("today");
  if (past === 1) return t("yesterday");
  const date = new Date(at);
  return date.getFullYear() === new Date(now()).getFullYear()
    ? format("day", { weekday: "long", day: "numeric", month: "long" }).format(date)
    : format("year", { day: "numeric", month: "long", year: "numeric" }).format(date);
}

/** Hours and minutes. */
export function clock(at: string): string {
  return format("clock", { hour: "2-digit", minute: "2-digit" }).format(new Date(at));
}

/** Hours and minutes without "am" and "pm", for narrow places. */
export function shortClock(at: string): string {
  return format("clock", { hour: "2-digit", minute: "2-digit" }).formatToParts(new Date(at))
    .filter((part) => part.type !== "dayPeriod").map((part) => part.value).join("").trim();
}

/** Day and time in full. */
export function moment(at: string): string {
  return format("moment", { dateStyle: "full", timeStyle: "short" }).format(new Date(at));
}

/** Day and time, short. */
export function stamp(at: string): string {
  return format("stamp", { dateStyle: "medium", timeStyle: "short" }).format(new Date(at));
}

/** The date alone. */
export function dateOnly(at: string): string {
  return format("date", { dateStyle: "long" }).format(new Date(at));
}
