/** Which sections have a preview beside them, and of which text. Pure. */
import type { TextPreviewQuery } from "../../../api/site";
import type { Document } from "../editor-props";
import { isRecord, type Path, valueAt } from "./document";
import { entryName } from "./schema";

export type PreviewedText = TextPreviewQuery["text"];

const TEXTS: Readonly<Record<string, PreviewedText>> = { answers: "answer", mail: "receipt", branding: "receipt" };

/** Return the text that a person sees beside a section, or undefined. */
export const previewedText = (section: string): PreviewedText | undefined => TEXTS[section];

export interface TemplateChoice {
  value: string;
  label: string;
}

/** Return the templates of answers to choose from. */
export function templatesOf(document: Document): TemplateChoice[] {
  const templates = valueAt(document, ["answers", "templates"]);
  return Object.entries(isRecord(templates) ? templates : {}).map(([id, template]) => ({
    value: id,
    label: entryName(template, id),
  }));
}

/** Return the template in which a field is; empty if in none. */
export const templateAt = (path: Path): string =>
  path[0] === "answers" && path[1] === "templates" ? (path[2] ?? "") : "";
