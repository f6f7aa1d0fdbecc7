/** Validation before a customer's data are erased; the server validates the same. Pure. */
import type { ErasurePlan } from "../../../api/customers";
import { t } from "../../../i18n/translate";

/** The word that the user types to confirm that the erasure cannot be undone. */
export const CONFIRMATION = "SUPRIMIR";
const MONTH = "(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)";
const ACT_PATTERN = new RegExp(
  `^(?:Resolución|Auto|Acta|Acto administrativo|Decisión|Oficio|Memorando) [0-9][0-9-]{0,19} (?:de [12][0-9]{3}|del [1-3]?[0-9] de ${MONTH} de [12][0-9]{3})$`,
  "u",
);

export interface ErasureOrder {
  act: string;
  reason: string;
  confirmation: string;
}
export type OrderErrors = Partial<Record<keyof ErasureOrder, string>>;

/** Return the errors of an order by field; empty if it can be sent. */
export function orderErrors({ act, reason, confirmation }: ErasureOrder): OrderErrors {
  const wrongs: OrderErrors = {};
  if (!ACT_PATTERN.test(act.trim()))
    wrongs.act = t("Cite el acto con su clase, número y fecha: «Resolución 123 de 2026».");
  if (reason.trim().length < 5) wrongs.reason = t("Escriba la razón: queda guardada para revisarla después.");
  if (confirmation.trim() !== CONFIRMATION)
    wrongs.confirmation = t("Escriba {confirmation}, en mayúsculas.", { confirmation: CONFIRMATION });
  return wrongs;
}

/** Return whether a typed filing number is complete: year, sequence and check digit. */
export const isCompleteTicketNumber = (number: string): boolean => /^\d{4}-?\d{6,9}-?\d$/.test(number.trim());

/** Return whether the credit status must be given: the record names a credit. */
export const needsCreditStatus = (plan: ErasurePlan): boolean => plan.credit !== "none";

/** Return the text that replaces erased data. */
export const erasedSentence = (act: string): string => t("Datos suprimidos por solicitud del titular ({act})", { act });
