/** Which fields of a site name an entry of another section, so that a form offers those that exist. Pure. */
import { type Document, type Path, isRecord, valueAt } from "./document";
import { entryName, type JsonSchema } from "./schema";

const TABLES: Readonly<Record<string, Path>> = {
  calendar: ["calendars"],
  hours: ["calendars"],
  menu: ["menus"],
  step: ["steps"],
  queue: ["queues"],
  fallback_queue: ["queues"],
  gated_queues: ["queues"],
  queues: ["queues"],
  line: ["lines"],
  lines: ["lines"],
  greeting: ["prompts"],
  notice: ["prompts"],
  prompt: ["prompts"],
  information: ["prompts"],
  message: ["prompts"],
  voice_message: ["prompts"],
  area: ["areas"],
  kind: ["typology"],
  connector: ["lookups", "connectors"],
  contingency: ["contingency", "messages"],
  customer: ["practice", "customers"],
};
/** Sections that name lines and queues of another campaign. */
const OF_OTHERS = ["campaigns"];
const LONGEST_NAME = 60;

/** Return the table whose ids a field takes; null if it takes any text. */
export function referredTable(schema: JsonSchema, path: Path): Path | null {
  if (!takesIds(schema) || OF_OTHERS.includes(path[0] ?? "")) return null;
  const field = path.findLast((step) => !/^\d+$/.test(step)) ?? "";
  return field.endsWith("_prompt") ? ["prompts"] : (TABLES[field] ?? null);
}

function takesIds({ type, pattern }: JsonSchema): boolean {
  if (type !== "string" || pattern === undefined) return false;
  try {
    const takes = new RegExp(pattern, "u");
    return takes.test("una_cola_1") && !takes.test("Una cola") && !takes.test("{valor}");
  } catch {
    return false;
  }
}

export interface ReferredEntry {
  id: string;
  name: string;
}

/** Return the entries of a table, with the name or the first words of each. */
export function referredEntries(document: Document, table: Path): ReferredEntry[] {
  const entries = valueAt(document, table);
  if (!isRecord(entries)) return [];
  return Object.entries(entries).map(([id, entry]) => ({ id, name: shortened(textOf(entry) || entryName(entry, id)) }));
}

const textOf = (entry: unknown): string => (isRecord(entry) && typeof entry.text === "string" ? entry.text : "");
const shortened = (text: string): string =>
  text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME).trimEnd()}…` : text;
