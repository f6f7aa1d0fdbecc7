/**
 * How a customer can be reached, while somebody changes it, as a value. Pure.
 *
 * Only what was changed is sent. When somebody else changed the record meanwhile, what only they changed comes in, and
 * where both changed the same field both stay on the screen until a person chooses.
 */

export interface Reach {
  phones: string[];
  emails: string[];
  addresses: { line: string; municipality: string }[];
}
export type ReachField = keyof Reach;
export const REACH: readonly ReachField[] = ["phones", "emails", "addresses"];

export interface Editing {
  version: number;
  base: Reach;
  mine: Reach;
  /** What another one wrote in a field that is changed here, too. */
  other: Partial<Reach>;
}

export const reachOf = ({ phones, emails, addresses }: Reach): Reach => ({
  phones, emails, addresses: addresses.map(({ line, municipality }) => ({ line, municipality })),
});

export const begin = (customer: Reach & { version: number }): Editing => {
  const base = reachOf(customer);
  return { version: customer.version, base, mine: filled(base), other: {} };
};

/** A row for each thing that there is, and at least one of each to write in. */
const filled = ({ phones, emails, addresses }: Reach): Reach => ({
  phones: phones.length ? phones : [""],
  emails: emails.length ? emails : [""],
  addresses: addresses.length ? addresses : [{ line: "", municipality: "" }],
});

/** What was written, without empty rows. */
const written = ({ phones, emails, addresses }: Reach): Reach => ({
  phones: phones.map((each) => each.trim()).filter(Boolean),
  emails: emails.map((each) => each.trim()).filter(Boolean),
  addresses: addresses.map((each) => ({ line: each.line.trim(), municipality: each.municipality.trim() })).filter((each) => each.line || each.municipality),
});

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The fields that are others than they were. */
export function changed({ base, mine }: Editing): Partial<Reach> {
  const now = written(mine);
  return Object.fromEntries(REACH.filter((field) => !same(now[field], base[field])).map((field) => [field, now[field]]));
}

/** Somebody else was first: their version is the one to change now. */
export function rebase(editing: Editing, customer: Reach & { version: number }): Editing {
  const theirs = reachOf(customer);
  const own = changed(editing);
  const mine = filled({ ...theirs, ...own });
  const clash = REACH.filter((field) => field in own && !same(theirs[field], editing.base[field]) && !same(theirs[field], own[field]));
  return { version: customer.version, base: theirs, mine, other: Object.fromEntries(clash.map((field) => [field, theirs[field]])) };
}

/** Take the other one's words for a field, or keep one's own. */
export function settle(editing: Editing, field: ReachField, take: boolean): Editing {
  const { [field]: theirs, ...other } = editing.other;
  return { ...editing, other, mine: take && theirs ? filled({ ...editing.mine, [field]: theirs }) : editing.mine };
}

/** One field in words, for a line of text; `place` knows what a municipality is called. */
export function reachWords(field: ReachField, value: Reach[ReachField], place = (code: string): string => code): string {
  const parts = field === "addresses" ? (value as Reach["addresses"]).map((each) => `${each.line} (${place(each.municipality)})`) : (value as string[]);
  return parts.join(" · ") || "nada";
}

/** +573001234567 as it is read: 300 123 4567; another country's as it stands. */
export const phoneWords = (phone: string): string => phone.replace(/^\+57(\d{3})(\d{3})(\d{4})$/, "$1 $2 $3");
