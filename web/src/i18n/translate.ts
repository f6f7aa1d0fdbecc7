/**
 * The texts of the screens in the chosen language. A message is its Spanish sentence, with placeholders in ICU
 * MessageFormat; the catalogue of another language has the text for each message (docs/translating.md).
 * Modules that import this one wait until the texts are loaded, so that their tables may translate while they load.
 */
import IntlMessageFormat from "intl-messageformat";
import { createElement, Fragment, type ReactNode } from "react";
import { chosenLanguage, type LanguageTag, loadLanguage } from "./languages";

const chosen = await loadLanguage(chosenLanguage());
const texts: Readonly<Record<string, string>> = chosen.texts;
/** The tag of the language, for the attribute `lang`. */
export const language: LanguageTag = chosen.tag;
/** The locale of dates, numbers and sorting. */
export const locale: string = chosen.locale;
/** The sign between units and tenths: a comma in Spanish. */
export const decimalSign: string =
  new Intl.NumberFormat(locale).formatToParts(0.5).find(({ type }) => type === "decimal")?.value ?? ".";
if (globalThis.document) document.documentElement.lang = language;

type Value = string | number | boolean | null | undefined;

const formats = new Map<string, IntlMessageFormat>();

function formatOf(message: string): IntlMessageFormat {
  const known = formats.get(message);
  if (known) return known;
  const made = new IntlMessageFormat(texts[message] || message, locale, undefined, { ignoreTag: true });
  formats.set(message, made);
  return made;
}

/** Return the text of a message with its values. */
export function t(message: string, values?: Record<string, Value>): string {
  return values ? String(formatOf(message).format(values)) : texts[message] || message;
}

/** Return the text of a message whose values may be elements. */
export function rich(message: string, values: Record<string, ReactNode>): ReactNode {
  const parts = formatOf(message).format<ReactNode>(values as Record<string, Value>);
  return Array.isArray(parts) ? createElement(Fragment, null, ...parts) : parts;
}

/** Return the message for a number and its noun: «{count, plural, one {# llamada} other {# llamadas}}». */
export const countMessage = (one: string, many: string): string => `{count, plural, one {# ${one}} other {# ${many}}}`;

/** Return the text of words that the server sends; words of the entity are in no catalogue and stay as they are. */
export const translateServed = (text: string): string => texts[text] || text;
