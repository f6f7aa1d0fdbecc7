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

/** Return the address of a field in a draft. */
export const fieldPath = (draft: string, path: readonly string[]): string =>
  `${draftPath(draft)}?${new URLSearchParams({ seccion: path[0] ?? "", campo: path.map(encodeURIComponent).join("/") })}`;

/** Return the field that an address shows; null if it names none. */
export function shownField(search: string): string[] | null {
  const field = new URLSearchParams(search).get("campo");
  try {
    return field ? field.split("/").map(decodeURIComponent) : null;
  } catch {
    return null;
  }
}

/** Return the part of a draft that an address shows. */
export function shownSection(search: string): string {
  return new URLSearchParams(search).get("seccion") ?? "";
}
