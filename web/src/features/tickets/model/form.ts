/**
 * The form of one call as a value, and how two versions of it become one. Pure.
 *
 * Merging is by field, against the version that both began from: who alone changed a field wins it; when both did, the
 * words of this tab stay and the other ones are kept beside them, for a person to choose.
 */
import type { Form } from "../../../api/types";

export type Field = Exclude<keyof Form, "key" | "ticket">;
const EMPTY: Omit<Form, "key" | "ticket"> = {
  kind: "", theme: "", subtheme: "", text: "", note: "", outcome: "", answer: "", email: "", address: "", petitioner_is: "", petitioner: "", document: "",
  representative: "", representative_document: "",
};
export const FIELDS = Object.keys(EMPTY) as readonly Field[];

export const blank = (key: string): Form => ({ ...EMPTY, key, ticket: "" });

export const isBlank = (form: Form): boolean => FIELDS.every((field) => !form[field]) && !form.ticket;

export const same = (one: Form, other: Form): boolean =>
  FIELDS.every((field) => one[field] === other[field]) && one.key === other.key && one.ticket === other.ticket;

export interface Merged {
  form: Form;
  /** What the other version says where both changed the same field. */
  other: Partial<Record<Field, string>>;
}

export function merge(base: Form, mine: Form, theirs: Form): Merged {
  const form: Form = { ...mine };
  const other: Partial<Record<Field, string>> = {};
  for (const field of FIELDS) {
    if (mine[field] === theirs[field] || theirs[field] === base[field]) continue;
    if (mine[field] === base[field]) Object.assign(form, { [field]: theirs[field] });
    else other[field] = theirs[field];
  }
  // A ticket that was filed anywhere is filed; a key that was sent once must be sent again.
  form.ticket = mine.ticket || theirs.ticket;
  form.key = theirs.key || mine.key;
  return { form, other };
}

/** Kind, theme and sub-theme travel together: each belongs to the one before. */
export const choiceOf = ({ kind, theme, subtheme }: Pick<Form, "kind" | "theme" | "subtheme">): string =>
  kind && theme ? [kind, theme, subtheme].filter(Boolean).join("/") : "";
export function chosen(choice: string): Pick<Form, "kind" | "theme" | "subtheme"> {
  const [kind = "", theme = "", subtheme = ""] = choice.split("/");
  return { kind, theme, subtheme };
}

/** What a call or a message was about, as it is sent: a theme that has no sub-themes has none to say. */
export const topicOf = ({ kind, theme, subtheme }: Pick<Form, "kind" | "theme" | "subtheme">): { kind: string; theme: string; subtheme?: string } => ({
  kind, theme, ...(subtheme ? { subtheme } : {}),
});
