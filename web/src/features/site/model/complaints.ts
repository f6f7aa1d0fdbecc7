/** The complaints about a part of a document. Pure. */
import type { Complaint } from "../editor-props";
import { isSame, isWithin, type Path } from "./document";

/** Return the complaints about exactly this field, each sentence once. */
export const complaintsAt = (complaints: readonly Complaint[], path: Path): Complaint[] => [
  ...new Map(complaints.filter((each) => isSame(each.path, path)).map((each) => [each.text, each])).values(),
];

export const countWithin = (complaints: readonly Complaint[], path: Path): number =>
  complaints.filter((each) => isWithin(each.path, path)).length;
