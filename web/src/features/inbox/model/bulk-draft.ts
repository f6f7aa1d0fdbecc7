/**
 * The dialog of a step on many tickets as a value: what is typed, and for which tickets. Pure.
 *
 * The key stays for another try with the same text, so that a step whose response was lost is not done twice. Each ticket
 * is sent with the version that was seen; the tickets that changed meanwhile are left for another try.
 */
import type { BulkReport, BulkStep, TicketRow } from "../../../api/tickets";

type TicketVersions = BulkStep["tickets"];

export interface BulkDraft {
  step: "assign" | "note";
  /** Identifies the step in each try. */
  key: string;
  text: string;
  /** Login of the person to whom the tickets go; empty while none is chosen. */
  owner: string;
  tickets: TicketVersions;
}
export const NO_BULK: BulkDraft = { step: "note", key: "", text: "", owner: "", tickets: [] };

export const versionsOf = (rows: readonly Pick<TicketRow, "number" | "version">[]): TicketVersions =>
  rows.map(({ number, version }) => ({ number, version }));

export const newBulkDraft = (
  step: BulkDraft["step"],
  rows: readonly Pick<TicketRow, "number" | "version">[],
  key: string,
): BulkDraft => ({ ...NO_BULK, step, key, tickets: versionsOf(rows) });

/** Return the draft for the tickets that refused the step; null if none did. */
export function refusedTickets(draft: BulkDraft, { results }: Pick<BulkReport, "results">): BulkDraft | null {
  const refused = new Set(results.filter((each) => !each.done).map(({ number }) => number));
  const tickets = draft.tickets.filter(({ number }) => refused.has(number));
  return tickets.length ? { ...draft, tickets } : null;
}

/** Return the draft with the versions that the list shows now; a ticket that left the list keeps its own. */
export function withVersions(draft: BulkDraft, rows: readonly Pick<TicketRow, "number" | "version">[]): BulkDraft {
  const versions = new Map(rows.map(({ number, version }) => [number, version]));
  const tickets = draft.tickets.map(({ number, version }) => ({ number, version: versions.get(number) ?? version }));
  return { ...draft, tickets };
}
