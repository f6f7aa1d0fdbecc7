/**
 * Two records of one customer, compared: what each says, what of the other comes to the one that stays, and what speaks
 * against their being one. Pure.
 *
 * What a merge would make of them the server has said; here it is only read.
 */
import type { Customer, MergeForetold } from "../../../api/customers";
import { phoneWords } from "./contact-edit";
import { counted, dateInFull, dateOfDay } from "../../../formats";

/** Of an item of the record that goes: it comes over, the one that stays has it already, or it stays in the history. */
export type Fate = "comes" | "there" | "history";
export const FATES: Record<Fate, string> = { comes: "pasa", there: "ya está", history: "queda en el historial" };
export interface Item {
  text: string;
  /** Of the record that stays there is none. */
  fate?: Fate;
}
export interface Row {
  label: string;
  /** By the id of the record. */
  items: Record<string, Item[]>;
}

const CONTACTS = { phone: "por teléfono", email: "por correo", letter: "por carta" };
const one = (text: string | null | undefined): string[] => (text ? [text] : []);
const FIELDS: [string, (customer: Customer) => string[]][] = [
  ["Nombre", ({ name }) => [name]],
  ["Documento", ({ document }) => [document.text]],
  ["Nacimiento", ({ birth_date }) => one(birth_date && dateOfDay(birth_date))],
  ["Teléfonos", ({ phones }) => phones.map(phoneWords)],
  ["Correos", ({ emails }) => emails],
  ["Direcciones", ({ addresses }) => addresses.map(({ line, place }) => `${line}, ${place}`)],
  ["Prefiere", ({ preferred_contact }) => one(preferred_contact && CONTACTS[preferred_contact])],
  ["Créditos", ({ credits }) => credits.map(({ number, programme }) => `${number} ${programme}`.trim())],
];

/** Each thing that at least one of them knows, in the order in which people compare them. */
export function rowsOf({ kept, other, joined }: MergeForetold): Row[] {
  const told = FIELDS.map(([label, of]) => {
    const [mine, after] = [of(kept.customer), of(joined)];
    const fateOf = (text: string): Fate => (mine.includes(text) ? "there" : after.includes(text) ? "comes" : "history");
    return row(label, kept.customer.id, mine.map((text) => ({ text })), other.customer.id, of(other.customer).map((text) => ({ text, fate: fateOf(text) })));
  });
  return [...told, ...countedRows({ kept, other, joined })].filter(({ items }) => Object.values(items).some((each) => each.length));
}

/** What is shown by its number alone, and since when each is there. */
function countedRows({ kept, other, joined }: MergeForetold): Row[] {
  const comes = joined.ties.length - kept.customer.ties.length;
  const some = (many: number, words: [string, string], fate?: Fate): Item[] => (many ? [{ text: counted(many, ...words), fate }] : []);
  const since = ({ created_at }: Customer): Item[] => [{ text: dateInFull(created_at) }];
  const [mine, theirs] = [kept.customer.id, other.customer.id];
  return [
    row("Vínculos", mine, some(kept.customer.ties.length, TIES), theirs, some(other.customer.ties.length, TIES, comes ? "comes" : "there")),
    row("Tickets", mine, some(kept.tickets, TICKETS), theirs, some(other.tickets, TICKETS, "comes")),
    row("Registrado", mine, since(kept.customer), theirs, since(other.customer)),
  ];
}

const TIES: [string, string] = ["vínculo", "vínculos"];
const TICKETS: [string, string] = ["ticket", "tickets"];
const row = (label: string, mine: string, kept: Item[], theirs: string, other: Item[]): Row => ({ label, items: { [mine]: kept, [theirs]: other } });

const list = new Intl.ListFormat("es-CO", { type: "conjunction" });

/** «1 teléfono, 2 correos y 3 tickets»: what the one that stays gets; empty for nothing. */
export function gainWords({ kept, other, joined }: MergeForetold): string {
  const more = (field: "phones" | "emails" | "addresses" | "credits" | "ties") => joined[field].length - kept.customer[field].length;
  const got: [number, string, string][] = [
    [more("phones"), "teléfono", "teléfonos"], [more("emails"), "correo", "correos"], [more("addresses"), "dirección", "direcciones"],
    [more("credits"), "crédito", "créditos"], [more("ties"), ...TIES], [other.tickets, ...TICKETS],
  ];
  const single = [joined.birth_date !== kept.customer.birth_date && "la fecha de nacimiento", joined.preferred_contact !== kept.customer.preferred_contact && "cómo prefiere que le respondan"];
  return list.format([...got.filter(([many]) => many > 0).map((each) => counted(...each)), ...single.filter((each) => each !== false)]);
}

/** What speaks against two records being one person's; whoever merges them decides. */
export function doubtsOf({ kept: { customer: one }, other: { customer: two } }: MergeForetold): string[] {
  const doubts: string[] = [];
  if (one.ties.some((tie) => tie.customer === two.id)) doubts.push("Uno es deudor solidario del otro: nadie responde por su propio crédito, así que quizá son dos personas.");
  if (one.birth_date && two.birth_date && one.birth_date !== two.birth_date) doubts.push("Nacieron en fechas distintas.");
  if (one.document.kind === two.document.kind && one.document.number !== two.document.number) doubts.push(`Tienen dos documentos de la misma clase (${one.document.kind}): vea cuál es el correcto; queda el del registro que usted escoja.`);
  if ((one.document.kind === "NIT") !== (two.document.kind === "NIT")) doubts.push("Uno tiene NIT y el otro no: una empresa y una persona no son el mismo cliente.");
  return doubts;
}
