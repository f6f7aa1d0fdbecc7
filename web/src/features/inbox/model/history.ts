/** The timeline of a ticket: its steps, its messages, and each reading of its status and of articles, in one list. Pure. */
import type { ArticleReading } from "../../../api/knowledge";
import type { HistoryEntry, TicketHistory, TicketMessage, StatusReading } from "../../../api/tickets";

export type TimelineItem = HistoryEntry | TicketMessage | StatusReading | ArticleReading;

/** Return the timeline, latest first; a step's messages stand above it, because they were sent after it. */
export function ticketTimeline(
  { entries, messages, readings }: Pick<TicketHistory, "entries" | "messages" | "readings">,
  articles: readonly ArticleReading[] = [],
): TimelineItem[] {
  const all: TimelineItem[] = [...entries, ...messages, ...readings, ...articles];
  return all.sort((one, other) => Date.parse(one.at) - Date.parse(other.at)).reverse();
}

/** Return whether a message was not delivered, or its delivery is unknown. */
export const isUndelivered = ({ state }: Pick<TicketMessage, "state">): boolean =>
  ["bounced", "failed", "uncertain", "returned"].includes(state);
