/** The id of a heading of a guide. Pure; the build and the browser use it. */

/** Return the id of a heading by its words: without accents or signs, in small letters, hyphens between words. */
export const sectionId = (title: string): string =>
  title
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9_\s-]/g, "")
    .trim()
    .replace(/\s+/g, "-");
