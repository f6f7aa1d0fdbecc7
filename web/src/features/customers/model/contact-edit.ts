/**
 * The edit of a customer's contact data as a value. Pure.
 *
 * Only changed fields are sent. When another user changes the record at the same time, fields that only they changed
 * are taken over; for a field that both changed, the screen shows both values until the user chooses.
 */

import { t } from "../../../i18n/translate";

export interface ContactData {
  phones: string[];
  emails: string[];
  addresses: { line: string; municipality: string }[];
}
export type ContactField = keyof ContactData;
export const CONTACT_FIELDS: readonly ContactField[] = ["phones", "emails", "addresses"];

export interface ContactEdit {
  version: number;
  base: ContactData;
  mine: ContactData;
  /** Another user's values for fields that are also changed here. */
  conflicts: Partial<ContactData>;
}

export const toContactData = ({ phones, emails, addresses }: ContactData): ContactData => ({
  phones,
  emails,
  addresses: addresses.map(({ line, municipality }) => ({ line, municipality })),
});

export const startEdit = (customer: ContactData & { version: number }): ContactEdit => {
  const base = toContactData(customer);
  return { version: customer.version, base, mine: withEmptyRows(base), conflicts: {} };
};

/** Return the data with at least one row of each kind, to write in. */
const withEmptyRows = ({ phones, emails, addresses }: ContactData): ContactData => ({
  phones: phones.length ? phones : [""],
  emails: emails.length ? emails : [""],
  addresses: addresses.length ? addresses : [{ line: "", municipality: "" }],
});

/** Return the data without empty rows, with spaces trimmed. */
const withoutEmptyRows = ({ phones, emails, addresses }: ContactData): ContactData => ({
  phones: phones.map((each) => each.trim()).filter(Boolean),
  emails: emails.map((each) => each.trim()).filter(Boolean),
  addresses: addresses
    .map((each) => ({ line: each.line.trim(), municipality: each.municipality.trim() }))
    .filter((each) => each.line || each.municipality),
});

const isEqual = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Return the fields that differ from the base. */
export function changedFields({ base, mine }: ContactEdit): Partial<ContactData> {
  const now = withoutEmptyRows(mine);
  return Object.fromEntries(
    CONTACT_FIELDS.filter((field) => !isEqual(now[field], base[field])).map((field) => [field, now[field]]),
  );
}

/** Move the edit onto the version that another user stored first. */
export function rebase(editing: ContactEdit, customer: ContactData & { version: number }): ContactEdit {
  const theirs = toContactData(customer);
  const own = changedFields(editing);
  const mine = withEmptyRows({ ...theirs, ...own });
  const conflictFields = CONTACT_FIELDS.filter(
    (field) => field in own && !isEqual(theirs[field], editing.base[field]) && !isEqual(theirs[field], own[field]),
  );
  return {
    version: customer.version,
    base: theirs,
    mine,
    conflicts: Object.fromEntries(conflictFields.map((field) => [field, theirs[field]])),
  };
}

/** Resolve a conflict: take the other user's value of a field, or keep one's own. */
export function resolveConflict(editing: ContactEdit, field: ContactField, take: boolean): ContactEdit {
  const { [field]: theirs, ...other } = editing.conflicts;
  return {
    ...editing,
    conflicts: other,
    mine: take && theirs ? withEmptyRows({ ...editing.mine, [field]: theirs }) : editing.mine,
  };
}

/** Return one field as a line of text; `place` returns the name of a municipality. */
export function contactLabel(
  field: ContactField,
  value: ContactData[ContactField],
  place = (code: string): string => code,
): string {
  const parts =
    field === "addresses"
      ? (value as ContactData["addresses"]).map((each) => `${each.line} (${place(each.municipality)})`)
      : (value as string[]);
  return parts.join(" · ") || t("nada");
}

/** Format +573001234567 as 300 123 4567; leave numbers of other countries unchanged. */
export const formatPhone = (phone: string): string => phone.replace(/^\+57(\d{3})(\d{3})(\d{4})$/, "$1 $2 $3");
