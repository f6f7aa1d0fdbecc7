/** What is asked before a customer's data are erased; the server asks for the same. Pure. */
import type { ErasureTold } from "../../../api/customers";

/** What is typed to confirm that it cannot be undone. */
export const CONFIRMATION = "SUPRIMIR";
const MONTH = "(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)";
const ACT = new RegExp(`^(?:Resolución|Auto|Acta|Acto administrativo|Decisión|Oficio|Memorando) [0-9][0-9-]{0,19} (?:de [12][0-9]{3}|del [1-3]?[0-9] de ${MONTH} de [12][0-9]{3})$`, "u");

export interface Order {
  act: string;
  reason: string;
  confirmation: string;
}
export type Wrongs = Partial<Record<keyof Order, string>>;

/** What is wrong with an order, field by field; nothing where it can be sent. */
export function wrongsOf({ act, reason, confirmation }: Order): Wrongs {
  const wrongs: Wrongs = {};
  if (!ACT.test(act.trim())) wrongs.act = "Cite el acto con su clase, número y fecha: «Resolución 123 de 2026».";
  if (reason.trim().length < 5) wrongs.reason = "Escriba por qué procede: es lo que se podrá revisar después.";
  if (confirmation.trim() !== CONFIRMATION) wrongs.confirmation = `Escriba ${CONFIRMATION}, en mayúsculas.`;
  return wrongs;
}

/** Whether a filing number is whole, as it is typed: year, sequence and check digit. */
export const isWhole = (number: string): boolean => /^\d{4}-?\d{6,9}-?\d$/.test(number.trim());

/** Whether it must be said what is known of a credit: the record names one. */
export const asksForCredit = (plan: ErasureTold): boolean => plan.credit !== "none";

/** What stands where data were erased. */
export const erasedWords = (act: string): string => `Datos suprimidos por solicitud del titular (${act})`;
