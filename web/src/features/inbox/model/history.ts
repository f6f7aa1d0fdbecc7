/** A ticket's story: its steps, the messages that left about it, and each time that its state was read out, as one list. Pure. */
import type { HistoryEntry, TicketHistory, TicketMessage, StatusReading } from "../../../api/tickets";

/** The last first; what a step sent stands above it, for it left after the step. */
export function ticketTimeline({
  entries,
  messages,
  readings,
}: Pick<TicketHistory, "entries" | "messages" | "readings">): (HistoryEntry | TicketMessage | StatusReading)[] {
  const all: (HistoryEntry | TicketMessage | StatusReading)[] = [...entries, ...messages, ...readings];
  return all.sort((one, other) => Date.parse(one.at) - Date.parse(other.at)).reverse();
}

/** Whoever should have it does not, or nobody knows. */
export const isUndelivered = ({ state }: Pick<TicketMessage, "state">): boolean =>
  ["bounced", "failed", "uncertain", "returned"].includes(state);
