/** The addresses of the screens of the site. Pure. */
export const SITE_PATH = "/sitio";
export const publicationPath = (publication: number): string => `${SITE_PATH}/publicaciones/${publication}`;
export const draftPath = (draft: string): string => `${SITE_PATH}/borradores/${draft}`;

export type SitePlace =
  | { kind: "overview" }
  | { kind: "publication"; publication: number }
  | { kind: "draft"; draft: string };

/** Return which screen an address opens. */
export function sitePlace(path: string): SitePlace {
  const [kind, id = ""] = path.slice(SITE_PATH.length + 1).split("/");
  if (kind === "publicaciones" && /^\d{1,15}$/.test(id)) return { kind: "publication", publication: Number(id) };
  return kind === "borradores" && id ? { kind: "draft", draft: decodeURIComponent(id) } : { kind: "overview" };
}

/** Return the part of a draft that an address shows. */
export function shownSection(search: string): string {
  return new URLSearchParams(search).get("seccion") ?? "";
}
