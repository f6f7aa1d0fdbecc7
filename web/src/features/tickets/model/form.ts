/**
 * The form of one call as a value, and the merge of two versions of it. Pure.
 *
 * The merge compares each field with the common base: a field that only one version changed takes that change. If both
 * changed it, this tab's text stays and the other is kept as a conflict for the user to resolve.
 */
import type { TicketForm } from "../../../api/types";
import { EMPTY_MANDATE } from "./mandate";

export type FormField = Exclude<keyof TicketForm, "key" | "ticket">;
const EMPTY_FIELDS: Omit<TicketForm, "key" | "ticket"> = {
  kind: "",
  theme: "",
  subtheme: "",
  text: "",
  note: "",
  outcome: "",
  answer: "",
  email: "",
  address: "",
  petitioner_is: "",
  petitioner: "",
  document: "",
  ...EMPTY_MANDATE,
  relay_call: "",
};
export const FORM_FIELDS = Object.keys(EMPTY_FIELDS) as readonly FormField[];

export const emptyForm = (key: string): TicketForm => ({ ...EMPTY_FIELDS, key, ticket: "" });

/**
 * Return a stored form with the fields of this release, which the release before did not have. A representative whom it
 * stored acts as an attorney until the user says otherwise.
 */
export const completeForm = (stored: Partial<TicketForm>): TicketForm => ({
  ...emptyForm(""),
  ...(stored.representative ? { actsAs: "attorney" as const } : {}),
  ...stored,
});

export const isEmptyForm = (form: TicketForm): boolean => FORM_FIELDS.every((field) => !form[field]) && !form.ticket;

export const equalForms = (one: TicketForm, other: TicketForm): boolean =>
  FORM_FIELDS.every((field) => one[field] === other[field]) && one.key === other.key && one.ticket === other.ticket;

export interface MergeResult {
  form: TicketForm;
  /** The other version's value of fields that both changed. */
  conflicts: Partial<Record<FormField, string>>;
}

export function mergeForms(base: TicketForm, mine: TicketForm, theirs: TicketForm): MergeResult {
  const form: TicketForm = { ...mine };
  const other: Partial<Record<FormField, string>> = {};
  for (const field of FORM_FIELDS) {
    if (mine[field] === theirs[field] || theirs[field] === base[field]) continue;
    if (mine[field] === base[field]) Object.assign(form, { [field]: theirs[field] });
    else other[field] = theirs[field];
  }
  // A ticket filed in either version is filed; a key that was sent once must be sent again.
  form.ticket = mine.ticket || theirs.ticket;
  form.key = theirs.key || mine.key;
  return { form, conflicts: other };
}

/** Return kind, theme and subtheme as one value: each belongs to the one before. */
export const topicValue = ({ kind, theme, subtheme }: Pick<TicketForm, "kind" | "theme" | "subtheme">): string =>
  kind && theme ? [kind, theme, subtheme].filter(Boolean).join("/") : "";
export function parseTopicValue(choice: string): Pick<TicketForm, "kind" | "theme" | "subtheme"> {
  const [kind = "", theme = "", subtheme = ""] = choice.split("/");
  return { kind, theme, subtheme };
}

/** Return the topic as it is sent; a theme without subthemes has no subtheme. */
export const formTopic = ({
  kind,
  theme,
  subtheme,
}: Pick<TicketForm, "kind" | "theme" | "subtheme">): { kind: string; theme: string; subtheme?: string } => ({
  kind,
  theme,
  ...(subtheme ? { subtheme } : {}),
});
