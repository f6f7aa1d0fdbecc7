/** The gaps of an answer's wording, `{{ valor }}`: filled with what is known, and told while they are open. Pure. */

const BLANK = /\{\{\s*([a-z][a-z0-9_]*)\s*\}\}/g;

/** A template with what is known of the petition in its gaps; the others stay for who answers. */
export const filled = (text: string, known: Record<string, string | null | undefined>): string => text.replace(BLANK, (gap, name: string) => known[name] || gap);

/** The names of the gaps that are still open, each once. */
export const blanksOf = (text: string): string[] => [...new Set([...text.matchAll(BLANK)].map(([, name]) => name ?? ""))];

/** «Falta llenar: valor, fecha de pago.»; nothing when nothing is missing. */
export const blankWords = (text: string): string | undefined => {
  const open = blanksOf(text);
  return open.length ? `Falta llenar: ${open.map((name) => name.replaceAll("_", " ")).join(", ")}.` : undefined;
};
