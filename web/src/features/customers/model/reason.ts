/** The validation of a reason that is stored; the server validates the same. Pure. */
import { t } from "../../../i18n/translate";

const MIN_REASON_LENGTH = 5;

/** Return the error of a reason; empty if it is valid. */
export const reasonError = (reason: string): string =>
  reason.trim().length < MIN_REASON_LENGTH ? t("Escriba la razón: queda guardada para revisarla después.") : "";
