/** The complaints about a part of a document. Pure. */
import type { SiteComplaint } from "../../../api/site";
import { isSame, isWithin, type Path } from "./document";

/** Return the texts of the complaints about exactly this field, each once. */
export const textsAt = (complaints: readonly SiteComplaint[], path: Path): string[] => [
  ...new Set(complaints.filter((each) => isSame(each.path, path)).map(({ text }) => text)),
];

export const countWithin = (complaints: readonly SiteComplaint[], path: Path): number =>
  complaints.filter((each) => isWithin(each.path, path)).length;
