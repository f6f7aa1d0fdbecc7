/** What a reason must be to be kept; the server asks for the same. Pure. */
const MIN_REASON_LENGTH = 5;

/** What is wrong with it, or nothing. */
export const reasonError = (reason: string): string =>
  reason.trim().length < MIN_REASON_LENGTH ? "Escriba por qué: es lo que se podrá revisar después." : "";
