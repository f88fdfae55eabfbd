import type { Message, Pending } from "../../client";
import { plainText } from "../markdown/parse";
import { roomPath } from "../store/route";
import type { Row } from "../store/rows";
import { reasonText, t } from "../text";
import type { MenuItem } from "../ui/Menu";
import type { OpenRoom } from "./open";

/** The reactions that are one press away. */
export const quick = ["👍", "✅", "🎉", "😂", "❤️", "👀"] as const;

/** Adds one's reaction to a message, or takes it back. */
export function toggleReaction(room: OpenRoom, message: Message, emoji: string): void {
  const mine = message.reactions?.some((reaction) => reaction.emoji === emoji && reaction.mine) ?? false;
  void room.app.attempt(() => room.view.react(message.seq, emoji, !mine));
}

/** The link to a message. */
export function linkTo(room: OpenRoom, seq: number): string {
  return `${location.origin}${roomPath(room.id, seq)}`;
}

/** The words of a message, with the names of those it mentions. */
export function wordsOf(room: OpenRoom, content: string): string {
  return plainText(content, (id) => room.app.nameOf(id));
}

/** How far a message of one's own has come, in words. */
export function stateText({ state, reason }: Pending): string {
  return state === "failed" ? `${t("state.failed")}: ${reasonText(reason)}` : t(state === "queued" ? "state.queued" : "state.sending");
}

type Action = MenuItem & { readonly key: string };

/** What one can do with a row, by the key that does it. */
export function actionsOf(room: OpenRoom, row: Row, react: () => void): readonly Action[] {
  const { message } = row;
  if (row.pending) return actionsOfPending(room, row.pending);
  if (!message || row.kind !== "message") return [];
  const alive = !message.deletedAt && room.canWrite;
  const own = message.senderId === room.app.me;
  const there = room.entry !== undefined;
  return [
    ...(alive ? [{ key: "+", keys: "+", label: t("msg.react"), icon: "addReact" as const, run: react }, { key: "r", keys: "R", label: t("msg.reply"), icon: "reply" as const, run: () => room.reply(message.seq) }] : []),
    ...(alive && own ? [{ key: "e", keys: "E", label: t("msg.edit"), icon: "pencil" as const, run: () => room.edit(message.seq) }] : []),
    ...(message.deletedAt ? [] : [{ key: "c", keys: "C", label: t("msg.copy"), icon: "copy" as const, run: () => room.app.copy(room.written(message.content).text) }]),
    { key: "l", keys: "L", label: t("msg.link"), icon: "link", run: () => room.app.copy(linkTo(room, message.seq)) },
    ...(there ? [{ key: "u", keys: "U", label: t("msg.unread"), icon: "unread" as const, run: () => void room.markUnread(message.seq) }] : []),
    ...(alive && (own || room.canModerate) ? [{ key: "Delete", keys: "Del", label: t("msg.delete"), icon: "trash" as const, bad: true, rule: true, run: () => room.app.show({ kind: "deleteMessage", roomId: room.id, seq: message.seq }) }] : []),
  ];
}

function actionsOfPending(room: OpenRoom, pending: Pending): readonly Action[] {
  const failed = pending.state === "failed";
  return [
    ...(failed ? [{ key: "r", keys: "R", label: t("state.retry"), icon: "send" as const, run: () => room.view.retry(pending.key) }] : []),
    ...(failed || pending.state === "queued" ? [{ key: "Delete", keys: "Del", label: t("state.discard"), icon: "trash" as const, bad: true, run: () => { room.discard(pending); room.write(); } }] : []),
  ];
}
