/** The complaints about a field, or about all that is below a path. Pure. */
import type { Complaint } from "../../editor-props";
import type { Path } from "./values";

export const isWithin = (path: Path, outer: Path): boolean =>
  path.length >= outer.length && outer.every((step, index) => step === path[index]);

export const complaintsUnder = (complaints: readonly Complaint[], path: Path): Complaint[] =>
  complaints.filter((each) => isWithin(each.path, path));

/** Return what is wrong with a field in one text, or undefined. */
export const errorAt = (complaints: readonly Complaint[], path: Path): string | undefined =>
  complaintsUnder(complaints, path)
    .map(({ text }) => text)
    .join(" · ") || undefined;

/** Return what is said of an entry itself, not of its fields. */
export const ownErrorAt = (complaints: readonly Complaint[], path: Path): string | undefined =>
  complaintsUnder(complaints, path)
    .filter((each) => each.path.length === path.length)
    .map(({ text }) => text)
    .join(" · ") || undefined;
