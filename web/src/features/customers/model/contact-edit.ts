/**
 * How a customer can be reached, while somebody changes it, as a value. Pure.
 *
 * Only what was changed is sent. When somebody else changed the record meanwhile, what only they changed comes in, and
 * where both changed the same field both stay on the screen until a person chooses.
 */

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
  /** What another one wrote in a field that is changed here, too. */
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

/** A row for each thing that there is, and at least one of each to write in. */
const withEmptyRows = ({ phones, emails, addresses }: ContactData): ContactData => ({
  phones: phones.length ? phones : [""],
  emails: emails.length ? emails : [""],
  addresses: addresses.length ? addresses : [{ line: "", municipality: "" }],
});

/** What was written, without empty rows. */
const withoutEmptyRows = ({ phones, emails, addresses }: ContactData): ContactData => ({
  phones: phones.map((each) => each.trim()).filter(Boolean),
  emails: emails.map((each) => each.trim()).filter(Boolean),
  addresses: addresses
    .map((each) => ({ line: each.line.trim(), municipality: each.municipality.trim() }))
    .filter((each) => each.line || each.municipality),
});

const isEqual = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The fields that are others than they were. */
export function changedFields({ base, mine }: ContactEdit): Partial<ContactData> {
  const now = withoutEmptyRows(mine);
  return Object.fromEntries(
    CONTACT_FIELDS.filter((field) => !isEqual(now[field], base[field])).map((field) => [field, now[field]]),
  );
}

/** Somebody else was first: their version is the one to change now. */
export function rebase(editing: ContactEdit, customer: ContactData & { version: number }): ContactEdit {
  const theirs = toContactData(customer);
  const own = changedFields(editing);
  const mine = withEmptyRows({ ...theirs, ...own });
  const clash = CONTACT_FIELDS.filter(
    (field) => field in own && !isEqual(theirs[field], editing.base[field]) && !isEqual(theirs[field], own[field]),
  );
  return {
    version: customer.version,
    base: theirs,
    mine,
    conflicts: Object.fromEntries(clash.map((field) => [field, theirs[field]])),
  };
}

/** Take the other one's words for a field, or keep one's own. */
export function resolveConflict(editing: ContactEdit, field: ContactField, take: boolean): ContactEdit {
  const { [field]: theirs, ...other } = editing.conflicts;
  return {
    ...editing,
    conflicts: other,
    mine: take && theirs ? withEmptyRows({ ...editing.mine, [field]: theirs }) : editing.mine,
  };
}

/** One field in words, for a line of text; `place` knows what a municipality is called. */
export function contactLabel(
  field: ContactField,
  value: ContactData[ContactField],
  place = (code: string): string => code,
): string {
  const parts =
    field === "addresses"
      ? (value as ContactData["addresses"]).map((each) => `${each.line} (${place(each.municipality)})`)
      : (value as string[]);
  return parts.join(" · ") || "nada";
}

/** +573001234567 as it is read: 300 123 4567; another country's as it stands. */
export const formatPhone = (phone: string): string => phone.replace(/^\+57(\d{3})(\d{3})(\d{4})$/, "$1 $2 $3");
