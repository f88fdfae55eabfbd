import type { Card, Role, RoomEntry } from "../../client";
import { t } from "../text";

type Cards = Readonly<Record<string, Card>>;

/** The other person of a direct room, oneself where one is alone. */
export function peerOf(room: RoomEntry["room"], me: string | undefined): string | undefined {
  if (room.kind !== "direct") return undefined;
  return room.peers?.find((id) => id !== me) ?? room.peers?.[0];
}

/** What a room is called: its name, or the person it is with. */
export function roomName(room: RoomEntry["room"], users: Cards, me: string | undefined): string {
  if (room.kind !== "direct") return room.name ?? "";
  const peer = peerOf(room, me);
  const name = (peer && users[peer]?.displayName) ?? t("someone");
  return peer === me ? t("you.suffix", { name }) : name;
}

/** Two letters that stand for a name. */
export function initials(name: string): string {
  const words = name.trim().split(/[\s._-]+/).filter(Boolean);
  const letters = words.length > 1 ? [first(words[0]!), first(words.at(-1)!)] : Array.from(words[0] ?? "?").slice(0, 2);
  return letters.join("").toLocaleUpperCase();
}

function first(word: string): string {
  return Array.from(word)[0] ?? "";
}

/** The hue of a person, always the same for the same id. */
export function hueOf(id: string): number {
  let hash = 2166136261;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 16777619);
  hash = Math.imul(hash ^ (hash >>> 15), 2246822507);
  return (((hash ^ (hash >>> 13)) >>> 0) % 36) * 10;
}

/** The greatest lightness, in percent, at which white letters can be read on that hue. */
export function lightnessFor(hue: number): number {
  for (let lightness = 46; lightness > 20; lightness--) {
    if (1.05 / (luminance(hue, 0.42, lightness / 100) + 0.05) >= 4.5) return lightness;
  }
  return 20;
}

function luminance(hue: number, saturation: number, lightness: number): number {
  const channel = (n: number): number => {
    const k = (n + hue / 30) % 12;
    const value = lightness - saturation * Math.min(lightness, 1 - lightness) * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(0) + 0.7152 * channel(8) + 0.0722 * channel(4);
}

const RANKS: Readonly<Record<Role, number>> = { guest: 0, member: 1, moderator: 2, admin: 3, owner: 4 };

/** Whether a role may do at least what another may. */
export function atLeast(role: Role | undefined, least: Role): boolean {
  return role !== undefined && RANKS[role] >= RANKS[least];
}

/** Whether a role stands above another. */
export function above(role: Role | undefined, other: Role): boolean {
  return role !== undefined && RANKS[role] > RANKS[other];
}

/** All roles, the greatest first. */
export const roles: readonly Role[] = ["owner", "admin", "moderator", "member", "guest"];
