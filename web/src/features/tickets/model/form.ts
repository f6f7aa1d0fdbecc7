/**
 * The form of one call as a value, and how two versions of it become one. Pure.
 *
 * Merging is by field, against the version that both began from: who alone changed a field wins it; when both did, the
 * words of this tab stay and the other ones are kept beside them, for a person to choose.
 */
import type { TicketForm } from "../../../api/types";

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
  representative: "",
  representative_document: "",
};
export const FORM_FIELDS = Object.keys(EMPTY_FIELDS) as readonly FormField[];

export const emptyForm = (key: string): TicketForm => ({ ...EMPTY_FIELDS, key, ticket: "" });

export const isEmptyForm = (form: TicketForm): boolean => FORM_FIELDS.every((field) => !form[field]) && !form.ticket;

export const equalForms = (one: TicketForm, other: TicketForm): boolean =>
  FORM_FIELDS.every((field) => one[field] === other[field]) && one.key === other.key && one.ticket === other.ticket;

export interface MergeResult {
  form: TicketForm;
  /** What the other version says where both changed the same field. */
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
  // A ticket that was filed anywhere is filed; a key that was sent once must be sent again.
  form.ticket = mine.ticket || theirs.ticket;
  form.key = theirs.key || mine.key;
  return { form, conflicts: other };
}

/** Kind, theme and sub-theme travel together: each belongs to the one before. */
export const topicValue = ({ kind, theme, subtheme }: Pick<TicketForm, "kind" | "theme" | "subtheme">): string =>
  kind && theme ? [kind, theme, subtheme].filter(Boolean).join("/") : "";
export function parseTopicValue(choice: string): Pick<TicketForm, "kind" | "theme" | "subtheme"> {
  const [kind = "", theme = "", subtheme = ""] = choice.split("/");
  return { kind, theme, subtheme };
}

/** What a call or a message was about, as it is sent: a theme that has no sub-themes has none to say. */
export const formTopic = ({
  kind,
  theme,
  subtheme,
}: Pick<TicketForm, "kind" | "theme" | "subtheme">): { kind: string; theme: string; subtheme?: string } => ({
  kind,
  theme,
  ...(subtheme ? { subtheme } : {}),
});
