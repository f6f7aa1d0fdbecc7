/** The languages of the screens, each named in its own language; another choice loads the page again. */
import { chooseLanguage, LANGUAGE_TAGS, LANGUAGES } from "../i18n/languages";
import { language, t } from "../i18n/translate";
import css from "./language-choice.module.css";

interface LanguageChoiceProps {
  disabled?: boolean;
  /** The id of the sentence that says why it is disabled. */
  describedBy?: string;
}

export function LanguageChoice({ disabled = false, describedBy }: LanguageChoiceProps) {
  return (
    <div className={css.languages} role="group" aria-label={t("Idioma")} aria-describedby={describedBy}>
      {LANGUAGE_TAGS.map((tag) => (
        <button
          key={tag}
          type="button"
          lang={tag}
          aria-pressed={tag === language}
          disabled={disabled}
          onClick={() => tag !== language && chooseLanguage(tag)}
        >
          {LANGUAGES[tag].name}
        </button>
      ))}
    </div>
  );
}
