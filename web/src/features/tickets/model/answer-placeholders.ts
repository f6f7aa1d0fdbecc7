/** The placeholders of an answer's text, `{{ valor }}`: filled with known values, and reported while open. Pure. */

import { t } from "../../../i18n/translate";

const PLACEHOLDER = /\{\{\s*([a-z][a-z0-9_]*)\s*\}\}/g;

/** Fill a template with the known values of the petition; the advisor fills the others. */
export const fillPlaceholders = (text: string, known: Record<string, string | null | undefined>): string =>
  text.replace(PLACEHOLDER, (gap, name: string) => known[name] || gap);

/** Return the names of the open placeholders, each once. */
export const openPlaceholders = (text: string): string[] => [
  ...new Set([...text.matchAll(PLACEHOLDER)].map(([, name]) => name ?? "")),
];

/** Return «Falta llenar: valor, fecha de pago.»; undefined if none is open. */
export const placeholderError = (text: string): string | undefined => {
  const open = openPlaceholders(text);
  return open.length
    ? t("Falta llenar: {open}.", { open: open.map((name) => name.replaceAll("_", " ")).join(", ") })
    : undefined;
};
