/** The complaints about a part of a document. Pure. */
import type { Complaint } from "../editor-props";
import { isSame, isWithin, type Path } from "./document";

/** Return the texts of the complaints about exactly this field, each once. */
export const textsAt = (complaints: readonly Complaint[], path: Path): string[] => [
  ...new Set(complaints.filter((each) => isSame(each.path, path)).map(({ text }) => text)),
];

export const countWithin = (complaints: readonly Complaint[], path: Path): number =>
  complaints.filter((each) => isWithin(each.path, path)).length;
