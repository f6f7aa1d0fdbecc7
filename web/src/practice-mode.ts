/**
 * The practice mode: below one prefix, the same screens work on the practice campaign, and each of them is marked. The
 * address decides, so a tab cannot be in the mode without showing it.
 */

export const PRACTICE_PREFIX = "/en-practica";

const pathname = globalThis.location?.pathname ?? "/";

export const inPractice = `${pathname}/`.startsWith(`${PRACTICE_PREFIX}/`);

const base = inPractice ? PRACTICE_PREFIX : "";

/** Return the address of a path of a screen or of the API, in the mode of this page. */
export const addressOf = (path: string): string => base + path;

/** Return the path of a screen, without the prefix of the mode. */
export const screenPath = (address: string): string => address.slice(base.length) || "/";
