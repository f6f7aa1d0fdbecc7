/** A municipality by typing: all whose name or department has the words that were typed, the nearest first. Pure. */
import { plain } from "../formats";

export interface Place {
  code: string;
  /** With its department. */
  name: string;
}

const wordsOf = (text: string): string[] => plain(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);

/**
 * Accents and capitals do not count, and each word may be begun only; a code is found, too. Those of which the name
 * itself begins as what was typed come first, the shorter ones before the longer.
 */
export function placesFound(places: readonly Place[], typed: string): Place[] {
  const words = wordsOf(typed);
  const begins = words.join(" ");
  const rank = (name: string): number => (name.startsWith(begins) ? 0 : name.split(" ").some((word) => word.startsWith(words[0] ?? "")) ? 1 : 2);
  return places
    .map((place) => ({ place, named: wordsOf(place.name.split(",")[0] ?? "").join(" "), words: [...wordsOf(place.name), place.code] }))
    .filter((each) => words.every((word) => each.words.some((own) => own.startsWith(word))))
    .map((each) => ({ ...each, rank: rank(each.named) }))
    .sort((one, other) => one.rank - other.rank || (begins ? one.named.length - other.named.length : 0))
    .map(({ place }) => place);
}

/** What a code means; one that nobody knows, or not yet, is read as it is. */
export const placeName = (places: readonly Place[], code: string): string => places.find((each) => each.code === code)?.name ?? code;
