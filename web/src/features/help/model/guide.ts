/** A guide as the build compiles it, and the sections of one. Pure. */

export interface GuideSection {
  /** The id of its heading; empty for what stands above the first one. */
  id: string;
  level: number;
  title: string;
  html: string;
}
export interface Guide {
  id: string;
  title: string;
  sections: readonly GuideSection[];
}
export interface Audience {
  audience: string;
  guides: readonly { id: string; name: string; purpose: string }[];
}
export interface SectionText {
  guide: string;
  guideTitle: string;
  section: string;
  title: string;
  text: string;
}

/** Return a section with those below it; none for an unknown id. */
export function sectionsUnder(guide: Guide, id: string): GuideSection[] {
  const start = guide.sections.findIndex((each) => each.id === id);
  const first = guide.sections[start];
  if (!first) return [];
  const rest = guide.sections.slice(start + 1);
  const end = rest.findIndex((each) => each.level <= first.level);
  return [first, ...(end < 0 ? rest : rest.slice(0, end))];
}
