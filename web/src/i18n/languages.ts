/** The languages of the screens, and the one that this browser's user chose. */

/** The language of the messages in the source; another one is only chosen by its user. */
export const SOURCE_LANGUAGE = "es-CO";

type Catalogue = Record<string, string>;

interface Language {
  /** In its own language. */
  name: string;
  /** The formats of dates and numbers (BCP 47). */
  locale: string;
  /** Loads the texts; null for the source language, whose texts are the messages. */
  load: (() => Promise<{ default: Catalogue }>) | null;
}

export const LANGUAGES = {
  "es-CO": { name: "Español", locale: "es-CO", load: null },
  // Day before month and 24 hours, as on the Spanish screens.
  en: { name: "English", locale: "en-GB", load: () => import("./en") },
} satisfies Record<string, Language>;

export type LanguageTag = keyof typeof LANGUAGES;

export const LANGUAGE_TAGS = Object.keys(LANGUAGES) as LanguageTag[];

const STORE = "atencion-idioma";

const isLanguage = (tag: string | null): tag is LanguageTag => tag !== null && Object.hasOwn(LANGUAGES, tag);

/** Return the language that was chosen in this browser, or the source language. */
export function chosenLanguage(storage: Pick<Storage, "getItem"> | undefined = globalThis.localStorage): LanguageTag {
  const tag = storage?.getItem(STORE) ?? null;
  return isLanguage(tag) ? tag : SOURCE_LANGUAGE;
}

/** Keep the choice and load the page again: tables of texts are made once, when their module loads. */
export function chooseLanguage(tag: LanguageTag): void {
  localStorage.setItem(STORE, tag);
  location.reload();
}

/** Return the texts of a language and the language itself, or the source language if its texts do not load. */
export async function loadLanguage(tag: LanguageTag): Promise<{ tag: LanguageTag; locale: string; texts: Catalogue }> {
  const { locale, load }: Language = LANGUAGES[tag];
  try {
    return { tag, locale, texts: load ? (await load()).default : {} };
  } catch {
    return { tag: SOURCE_LANGUAGE, locale: LANGUAGES[SOURCE_LANGUAGE].locale, texts: {} };
  }
}
