/** The complaints about all that is below a path. Pure. */
import type { Complaint } from "../../editor-props";
import type { Path } from "./values";

export const isWithin = (path: Path, outer: Path): boolean =>
  path.length >= outer.length && outer.every((step, index) => step === path[index]);

export const complaintsUnder = (complaints: readonly Complaint[], path: Path): Complaint[] =>
  complaints.filter((each) => isWithin(each.path, path));

/** Return what is said of an entry itself, not of its fields. */
export const complaintsAt = (complaints: readonly Complaint[], path: Path): Complaint[] =>
  complaintsUnder(complaints, path).filter((each) => each.path.length === path.length);
