/** Asking how a petition is going: what is typed, and what the screen says of each answer. Pure. */
import type { TicketRow } from "../../../api/tickets";
import { countPhrase } from "../../../formats";

/** «Quedan 2 intentos.», as long as somebody must know it. */
export const attemptsSentence = (left: number): string =>
  `${left === 1 ? "Queda" : "Quedan"} ${countPhrase(left, "intento", "intentos")} en esta llamada.`;

/** What Enter in the number does: it goes on to the document while that is asked for and empty, and else it asks. */
export const enterMovesToDocument = (asksDocument: boolean, document: string): boolean =>
  asksDocument && !document.trim();

/** The number as it is typed, with its dashes once all of it is there. */
export function formatTicketNumber(number: string): string {
  const digits = number.replace(/[\s.\-–—]+/g, "");
  return /^\d{11,14}$/.test(digits)
    ? `${digits.slice(0, 4)}-${digits.slice(4, -1)}-${digits.slice(-1)}`
    : number.trim();
}

/** How many of some tickets are open. */
export const countOpenTickets = (tickets: readonly Pick<TicketRow, "status">[]): number =>
  tickets.filter((each) => each.status === "open").length;
