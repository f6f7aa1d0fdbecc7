/** The search of a municipality: it matches the typed words in the name or department, best match first. Pure. */
import { searchWords } from "../../../formats";

export interface Municipality {
  code: string;
  /** The name with its department. */
  name: string;
  /** Of a former municipality: the code of the current one. */
  now?: string | null;
}

/** A municipality with its search words. */
export interface SearchEntry {
  municipality: Municipality;
  /** The name without the department. */
  ownName: string;
  words: string[];
}

/**
 * Return the search entries. They are built once, because each keystroke searches the whole country. A former
 * municipality is offered only to a customer who lives at its `code`; its name finds the current one.
 */
export function searchEntries(places: readonly Municipality[], code = ""): SearchEntry[] {
  const former = places.filter(({ now }) => now);
  return places
    .filter((place) => !place.now || place.code === code)
    .map((place) => ({
      municipality: place,
      ownName: searchWords(place.name.split(",")[0] ?? "").join(" "),
      words: [place, ...former.filter(({ now }) => now === place.code)].flatMap((each) => [
        ...searchWords(each.name),
        each.code,
      ]),
    }));
}

/**
 * Return the matching municipalities. Accents and case are ignored, a word may be incomplete, and a code matches too.
 * Names that begin with the typed text come first, then the shorter ones.
 */
export function findMunicipalities(entries: readonly SearchEntry[], typed: string): Municipality[] {
  const words = searchWords(typed);
  if (!words.length) return entries.map(({ municipality: place }) => place);
  const begins = words.join(" ");
  const rank = ({ ownName: named }: SearchEntry): number =>
    named.startsWith(begins) ? 0 : named.split(" ").some((word) => word.startsWith(words[0] ?? "")) ? 1 : 2;
  return entries
    .filter((each) => words.every((word) => each.words.some((own) => own.startsWith(word))))
    .map((entry) => ({ ...entry, rank: rank(entry) }))
    .sort((one, other) => one.rank - other.rank || one.ownName.length - other.ownName.length)
    .map(({ municipality: place }) => place);
}

/** Return the name of a code; an unknown code, or one not loaded yet, is returned unchanged. */
export const municipalityName = (places: readonly Municipality[], code: string): string =>
  places.find((each) => each.code === code)?.name ?? code;
