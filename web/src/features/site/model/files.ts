/** The fields of a site that name a file of its folder: a sound of a prompt, and the logo. Pure. */
import type { Path } from "./document";

export interface FileKind {
  /** The ending of the name, with its point. */
  ending: ".wav" | ".svg";
  accept: string;
}

const MOST_CHARACTERS = 60;
const KINDS: Readonly<Record<string, FileKind>> = {
  "prompts.file": { ending: ".wav", accept: ".wav,audio/wav,audio/x-wav" },
  "branding.logo": { ending: ".svg", accept: ".svg,image/svg+xml" },
};

/** Return the kind of file that a field names; undefined for a field that names none. */
export const fileKindOf = (path: Path): FileKind | undefined => KINDS[`${path[0]}.${path.at(-1)}`];

/** Return the name under which a file is stored: small letters, digits, «_» and «-», with the ending of its kind. */
export function storedName(name: string, { ending }: FileKind): string {
  const plain = name
    .replace(/\.[^.]*$/, "")
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, "_")
    .replace(/^[_-]+|[_-]+$/g, "")
    .slice(0, MOST_CHARACTERS);
  return `${plain || "archivo"}${ending}`;
}
