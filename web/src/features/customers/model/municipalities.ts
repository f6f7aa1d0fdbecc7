/** A municipality by typing: all whose name or department has the words that were typed, the nearest first. Pure. */
import { searchWords } from "../../../formats";

export interface Municipality {
  code: string;
  /** With its department. */
  name: string;
  /** Of one that there is no more: the code of the municipality that it is today. */
  now?: string | null;
}

/** A place with the words by which it is found. */
export interface SearchEntry {
  municipality: Municipality;
  /** Its own name, without its department's. */
  ownName: string;
  words: string[];
}

/**
 * Made once, for a whole country is looked through at each key. One that there is no more is not offered, except to who
 * lives at its `code`; by its name the one that it is today is found.
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
 * Accents and capitals do not count, and each word may be begun only; a code is found, too. Those of which the name
 * itself begins as what was typed come first, the shorter ones before the longer.
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

/** What a code means; one that nobody knows, or not yet, is read as it is. */
export const municipalityName = (places: readonly Municipality[], code: string): string =>
  places.find((each) => each.code === code)?.name ?? code;
