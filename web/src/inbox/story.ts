/** A ticket's story: its steps, and the messages that left about it, as one list. Pure. */
import type { Entry, History, Message } from "../api/tickets";

/** The last first; what a step sent stands above it, for it left after the step. */
export function storyOf({ entries, messages }: Pick<History, "entries" | "messages">): (Entry | Message)[] {
  const all: (Entry | Message)[] = [...entries, ...messages];
  return all.sort((one, other) => Date.parse(one.at) - Date.parse(other.at)).reverse();
}

/** Whoever should have it does not, or nobody knows. */
export const isLost = ({ state }: Pick<Message, "state">): boolean => ["bounced", "failed", "uncertain", "returned"].includes(state);
