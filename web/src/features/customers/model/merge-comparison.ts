/**
 * The comparison of two records of one customer: the values of each, what the kept record gains, and the doubts about
 * the merge. Pure.
 *
 * The server computes the result of the merge; this module only reads it.
 */
import type { Customer, MergePreview } from "../../../api/customers";
import { formatPhone } from "./contact-edit";
import type { Labels } from "../../../labels";
import { countPhrase, longDate, longDateOfDay } from "../../../formats";
import { locale, t } from "../../../i18n/translate";

/**
 * The fate of a value of the merged record: it is copied, the kept record already has it, or it stays in the history.
 */
export type MergeFate = "comes" | "there" | "history";
export const FATE_LABELS: Record<MergeFate, string> = {
  comes: t("pasa"),
  there: t("ya está"),
  history: t("queda en el historial"),
};
export interface ComparedValue {
  text: string;
  /** Undefined for values of the kept record. */
  fate?: MergeFate;
}
export interface ComparisonRow {
  label: string;
  /** Values by the id of the record. */
  items: Record<string, ComparedValue[]>;
}

const optionalValue = (text: string | null | undefined): string[] => (text ? [text] : []);
type ComparedField = [string, (customer: Customer) => string[]];
const comparedFields = ({ customer_fields: names, contact_channels }: Labels): ComparedField[] => [
  [names.name, ({ name }) => [name]],
  [names.document, ({ document }) => [document.text]],
  [names.birth_date, ({ birth_date }) => optionalValue(birth_date && longDateOfDay(birth_date))],
  [names.phones, ({ phones }) => phones.map(formatPhone)],
  [names.emails, ({ emails }) => emails],
  [names.addresses, ({ addresses }) => addresses.map(({ line, place }) => `${line}, ${place}`)],
  [
    names.preferred_contact,
    ({ preferred_contact }) => optionalValue(preferred_contact && contact_channels[preferred_contact]),
  ],
  [names.credits, ({ credits }) => credits.map(({ number, programme }) => `${number} ${programme}`.trim())],
];

/** Return each field that at least one record has, in the order in which people compare them. */
export function comparisonRows(labels: Labels, { kept, other, joined }: MergePreview): ComparisonRow[] {
  const fieldRows = comparedFields(labels).map(([label, of]) => {
    const [mine, after] = [of(kept.customer), of(joined)];
    const fateOf = (text: string): MergeFate =>
      mine.includes(text) ? "there" : after.includes(text) ? "comes" : "history";
    return toRow(
      label,
      kept.customer.id,
      mine.map((text) => ({ text })),
      other.customer.id,
      of(other.customer).map((text) => ({ text, fate: fateOf(text) })),
    );
  });
  return [...fieldRows, ...countedRows({ kept, other, joined })].filter(({ items }) =>
    Object.values(items).some((each) => each.length),
  );
}

/** Return the rows that show only a number, and the registration dates. */
function countedRows({ kept, other, joined }: MergePreview): ComparisonRow[] {
  const comes = joined.ties.length - kept.customer.ties.length;
  const some = (many: number, words: [string, string], fate?: MergeFate): ComparedValue[] =>
    many ? [{ text: countPhrase(many, ...words), fate }] : [];
  const since = ({ created_at }: Customer): ComparedValue[] => [{ text: longDate(created_at) }];
  const [mine, theirs] = [kept.customer.id, other.customer.id];
  return [
    toRow(
      t("Vínculos"),
      mine,
      some(kept.customer.ties.length, TIES),
      theirs,
      some(other.customer.ties.length, TIES, comes ? "comes" : "there"),
    ),
    toRow(t("Tickets"), mine, some(kept.tickets, TICKETS), theirs, some(other.tickets, TICKETS, "comes")),
    toRow(t("Registrado"), mine, since(kept.customer), theirs, since(other.customer)),
  ];
}

const TIES: [string, string] = [t("vínculo"), t("vínculos")];
const TICKETS: [string, string] = [t("ticket"), t("tickets")];
const toRow = (
  label: string,
  mine: string,
  kept: ComparedValue[],
  theirs: string,
  other: ComparedValue[],
): ComparisonRow => ({ label, items: { [mine]: kept, [theirs]: other } });

const list = new Intl.ListFormat(locale, { type: "conjunction" });

/** Return what the kept record gains: «1 teléfono, 2 correos y 3 tickets»; empty for nothing. */
export function gainSentence({ kept, other, joined }: MergePreview): string {
  const more = (field: "phones" | "emails" | "addresses" | "credits" | "ties") =>
    joined[field].length - kept.customer[field].length;
  const got: [number, string, string][] = [
    [more("phones"), t("teléfono"), t("teléfonos")],
    [more("emails"), t("correo"), t("correos")],
    [more("addresses"), t("dirección"), t("direcciones")],
    [more("credits"), t("crédito"), t("créditos")],
    [more("ties"), ...TIES],
    [other.tickets, ...TICKETS],
  ];
  const single = [
    joined.birth_date !== kept.customer.birth_date && t("la fecha de nacimiento"),
    joined.preferred_contact !== kept.customer.preferred_contact && t("cómo prefiere que le respondan"),
  ];
  return list.format([
    ...got.filter(([many]) => many > 0).map((each) => countPhrase(...each)),
    ...single.filter((each) => each !== false),
  ]);
}

/** Return the reasons to doubt that two records belong to one person; the user decides. */
export function mergeDoubts({ kept: { customer: one }, other: { customer: two } }: MergePreview): string[] {
  const doubts: string[] = [];
  if (one.ties.some((tie) => tie.customer === two.id))
    doubts.push(
      t("Uno es deudor solidario del otro: nadie responde por su propio crédito, así que quizá son dos personas."),
    );
  if (one.birth_date && two.birth_date && one.birth_date !== two.birth_date)
    doubts.push(t("Nacieron en fechas distintas."));
  if (one.document.kind === two.document.kind && one.document.number !== two.document.number)
    doubts.push(
      t(
        "Tienen dos documentos de la misma clase ({kind}): vea cuál es el correcto; queda el del registro que usted escoja.",
        { kind: one.document.kind },
      ),
    );
  if ((one.document.kind === "NIT") !== (two.document.kind === "NIT"))
    doubts.push(t("Uno tiene NIT y el otro no: una empresa y una persona no son el mismo cliente."));
  return doubts;
}
