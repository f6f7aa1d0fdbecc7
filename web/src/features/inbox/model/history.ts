/** A ticket's story: its steps, the messages that left about it, and each time that its state was read out, as one list. Pure. */
import type { Entry, History, Message, Reading } from "../../../api/tickets";

/** The last first; what a step sent stands above it, for it left after the step. */
export function storyOf({ entries, messages, readings }: Pick<History, "entries" | "messages" | "readings">): (Entry | Message | Reading)[] {
  const all: (Entry | Message | Reading)[] = [...entries, ...messages, ...readings];
  return all.sort((one, other) => Date.parse(one.at) - Date.parse(other.at)).reverse();
}

/** Whoever should have it does not, or nobody knows. */
export const isLost = ({ state }: Pick<Message, "state">): boolean => ["bounced", "failed", "uncertain", "returned"].includes(state);
