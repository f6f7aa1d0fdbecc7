/** The request for a petition's status: its input and its messages. Pure. */
import type { TicketRow } from "../../../api/tickets";
import { countPhrase } from "../../../formats";
import { t } from "../../../i18n/translate";

/** Return «Quedan 2 intentos en esta llamada.». */
export const attemptsSentence = (left: number): string =>
  left === 1
    ? t("Queda {left} en esta llamada.", { left: countPhrase(left, "intento", "intentos") })
    : t("Quedan {left} en esta llamada.", { left: countPhrase(left, "intento", "intentos") });

/** Return whether Enter in the number field moves to the document: if it is required and empty. */
export const enterMovesToDocument = (asksDocument: boolean, document: string): boolean =>
  asksDocument && !document.trim();

/** Format a complete number with its dashes; leave other text unchanged. */
export function formatTicketNumber(number: string): string {
  const digits = number.replace(/[\s.\-–—]+/g, "");
  return /^\d{11,14}$/.test(digits)
    ? `${digits.slice(0, 4)}-${digits.slice(4, -1)}-${digits.slice(-1)}`
    : number.trim();
}

export const countOpenTickets = (tickets: readonly Pick<TicketRow, "status">[]): number =>
  tickets.filter((each) => each.status === "open").length;
