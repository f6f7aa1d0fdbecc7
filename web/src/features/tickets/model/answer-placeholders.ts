/** The gaps of an answer's wording, `{{ valor }}`: filled with what is known, and told while they are open. Pure. */

const PLACEHOLDER = /\{\{\s*([a-z][a-z0-9_]*)\s*\}\}/g;

/** A template with what is known of the petition in its gaps; the others stay for who answers. */
export const fillPlaceholders = (text: string, known: Record<string, string | null | undefined>): string =>
  text.replace(PLACEHOLDER, (gap, name: string) => known[name] || gap);

/** The names of the gaps that are still open, each once. */
export const openPlaceholders = (text: string): string[] => [
  ...new Set([...text.matchAll(PLACEHOLDER)].map(([, name]) => name ?? "")),
];

/** «Falta llenar: valor, fecha de pago.»; nothing when nothing is missing. */
export const placeholderError = (text: string): string | undefined => {
  const open = openPlaceholders(text);
  return open.length ? `Falta llenar: ${open.map((name) => name.replaceAll("_", " ")).join(", ")}.` : undefined;
};
