/** The search in the guides: words in any order, accents, plurals and capitals forgiven, the last word perhaps begun. Pure. */
import type { SectionText } from "./guide";
import { t } from "../../../i18n/translate";

interface Word {
  /** In small letters and without accents. */
  plain: string;
  stem: string;
  /** Where it stands in the text. */
  start: number;
  end: number;
}
interface IndexedSection {
  section: SectionText;
  guide: readonly Word[];
  title: readonly Word[];
  text: readonly Word[];
}
export type GuideIndex = readonly IndexedSection[];

export interface ExcerptPart {
  text: string;
  found: boolean;
  /** Where it stands in the excerpt: what tells it from the others. */
  start: number;
}
export interface FoundSection {
  section: SectionText;
  /** A part of the text around the first word found; the found words are marked. */
  excerpt: readonly ExcerptPart[];
}
export interface GuideResults {
  sections: readonly FoundSection[];
  /** Whether no section has all the words, so that these have some of them. */
  partial: boolean;
}

const WORD = /[\p{L}\p{N}]+/gu;
const EXCERPT_BEFORE = 60;
const EXCERPT_LENGTH = 180;
const MOST_RESULTS = 20;
const MIN_PREFIX = 3;
/** Points of a word by where it stands; a whole word counts more than a begun one. */
const POINTS = { title: 12, guide: 8, text: 2 } as const;
const MOST_IN_TEXT = 4;

const fold = (word: string): string => word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Return the part of a Spanish word that its plural and its gender share. */
export function stemOf(word: string): string {
  const plain = fold(word);
  if (plain.length <= 3) return plain;
  const singular = plain.endsWith("ces")
    ? `${plain.slice(0, -3)}z`
    : plain.replace(/([^aeious])es$/, "$1").replace(/s$/, "");
  return singular.length > 3 ? singular.replace(/[aeo]$/, "") : singular;
}

function wordsOf(text: string): Word[] {
  return [...text.matchAll(WORD)].map((match) => ({
    plain: fold(match[0]),
    stem: stemOf(match[0]),
    start: match.index,
    end: match.index + match[0].length,
  }));
}

export const buildIndex = (texts: readonly SectionText[]): GuideIndex =>
  texts.map((section) => ({
    section,
    guide: wordsOf(section.guideTitle),
    title: wordsOf(section.title),
    text: wordsOf(section.text),
  }));

/** Words that a question has and a guide does not answer by. */
const STOP_WORDS = new Set(
  t(
    "a al como con cuando cual de del donde el en es esta este hago la las lo los mi mis me no o para por puedo que quien se si su sus un una y",
  ).split(" "),
);

/** Return the best sections for some words; none for an empty text. */
export function searchGuides(index: GuideIndex, typed: string): GuideResults {
  const all = wordsOf(typed);
  const telling = all.filter(({ plain }) => !STOP_WORDS.has(plain));
  const words = telling.length ? telling : all;
  if (!words.length) return { sections: [], partial: false };
  const scored = index.map((entry) => ({ entry, points: words.map((word) => pointsOf(entry, word)) }));
  const full = scored.filter(({ points }) => points.every(Boolean));
  const partial = full.length === 0;
  const best = (partial ? scored.filter(({ points }) => points.some(Boolean)) : full)
    .map(({ entry, points }) => ({
      entry,
      found: points.filter(Boolean).length,
      total: points.reduce((sum, each) => sum + each, 0),
    }))
    .sort((one, other) => other.found - one.found || other.total - one.total)
    .slice(0, MOST_RESULTS);
  return { sections: best.map(({ entry }) => ({ section: entry.section, excerpt: excerptOf(entry, words) })), partial };
}

const isSame = (word: Word, asked: Word): boolean => word.plain === asked.plain || word.stem === asked.stem;
const begins = (word: Word, asked: Word): boolean =>
  asked.plain.length >= MIN_PREFIX && word.plain.startsWith(asked.plain);

function pointsOf({ guide, title, text }: IndexedSection, asked: Word): number {
  const of = (words: readonly Word[], points: number) =>
    words.some((word) => isSame(word, asked)) ? points : words.some((word) => begins(word, asked)) ? points / 2 : 0;
  const inText = text.filter((word) => isSame(word, asked) || begins(word, asked)).length;
  return of(title, POINTS.title) + of(guide, POINTS.guide) + Math.min(inText, MOST_IN_TEXT) * POINTS.text;
}

function excerptOf({ section: { text }, text: words }: IndexedSection, asked: readonly Word[]): ExcerptPart[] {
  const hits = words.filter((word) => asked.some((each) => isSame(word, each) || begins(word, each)));
  const first = hits[0]?.start ?? 0;
  const from = first <= EXCERPT_BEFORE ? 0 : (words.find(({ start }) => start >= first - EXCERPT_BEFORE)?.start ?? 0);
  const to = words.findLast(({ end }) => end <= from + EXCERPT_LENGTH)?.end ?? text.length;
  const shown = hits.filter((hit) => hit.start >= from && hit.end <= to);
  const edges = [from, ...shown.flatMap(({ start, end }) => [start, end]), to];
  const parts = edges.slice(0, -1).map((start, at) => ({
    text: text.slice(start, edges[at + 1]),
    found: at % 2 === 1,
    start,
  }));
  const [before, after] = [from > 0 ? "… " : "", to < text.trimEnd().length ? " …" : ""];
  return [
    { text: before, found: false, start: -1 },
    ...parts,
    { text: after, found: false, start: text.length + 1 },
  ].filter((part) => part.text);
}
