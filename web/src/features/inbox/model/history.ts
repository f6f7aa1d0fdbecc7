/** The timeline of a ticket: its steps, its messages, and each reading of its status, in one list. Pure. */
import type { HistoryEntry, TicketHistory, TicketMessage, StatusReading } from "../../../api/tickets";

/** Return the timeline, latest first; a step's messages stand above it, because they were sent after it. */
export function ticketTimeline({
  entries,
  messages,
  readings,
}: Pick<TicketHistory, "entries" | "messages" | "readings">): (HistoryEntry | TicketMessage | StatusReading)[] {
  const all: (HistoryEntry | TicketMessage | StatusReading)[] = [...entries, ...messages, ...readings];
  return all.sort((one, other) => Date.parse(one.at) - Date.parse(other.at)).reverse();
}

/** Return whether a message was not delivered, or its delivery is unknown. */
export const isUndelivered = ({ state }: Pick<TicketMessage, "state">): boolean =>
  ["bounced", "failed", "uncertain", "returned"].includes(state);
