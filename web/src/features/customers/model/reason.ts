/** What a reason must be to be kept; the server asks for the same. Pure. */
const FEWEST_SIGNS = 5;

/** What is wrong with it, or nothing. */
export const reasonWords = (reason: string): string => (reason.trim().length < FEWEST_SIGNS ? "Escriba por qué: es lo que se podrá revisar después." : "");
