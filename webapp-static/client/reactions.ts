import type { Message, Reaction } from "./types";

/** The reaction that a frame reports. */
export interface ReactionChange {
  readonly emoji: string;
  readonly userId: string;
  readonly on: boolean;
}

/** An answer's message with `mine` told on every reaction: answers name it when it is so. */
export function fromAnswer(message: Message): Message {
  return withMine(message, (reaction) => reaction.mine ?? false);
}

/** A frame's message with `mine` found out, which frames do not carry: from the change itself, the names, or what was held before. */
export function fromFrame(message: Message, me: string, change: ReactionChange | undefined, before: Message | undefined): Message {
  return withMine(message, (reaction) => {
    if (change && change.userId === me && change.emoji === reaction.emoji) return change.on;
    if (reaction.users.includes(me)) return true;
    if (reaction.users.length >= reaction.count) return false;
    return before?.reactions?.find((former) => former.emoji === reaction.emoji)?.mine ?? false;
  });
}

function withMine(message: Message, mine: (reaction: Reaction) => boolean): Message {
  if (!message.reactions) return message;
  return { ...message, reactions: message.reactions.map((reaction) => ({ ...reaction, mine: mine(reaction) })) };
}
