/** The tickets chosen for a joint answer, as one value of the form: «2027-000001-7@3,2027-000002-5@1». Pure. */
export interface JointTicket {
  number: string;
  /** The version that was read when it was chosen. */
  version: number;
}

export const jointTickets = (value: string | undefined): JointTicket[] =>
  (value ?? "")
    .split(",")
    .filter(Boolean)
    .map((each) => {
      const [number = "", version = ""] = each.split("@");
      return { number, version: Number(version) };
    });

/** Return the value with a ticket added, or removed if it was chosen. */
export function toggleJoint(value: string | undefined, { number, version }: JointTicket): string {
  const others = jointTickets(value).filter((each) => each.number !== number);
  const added = others.length === jointTickets(value).length ? [{ number, version }] : [];
  return [...others, ...added].map((each) => `${each.number}@${each.version}`).join(",");
}
