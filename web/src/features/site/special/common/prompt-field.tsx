/** A prompt that callers hear: which one it is, what it says, and its text to change in its place. */
import { NativeSelect, Textarea } from "@mantine/core";
import { useState } from "react";
import { countPhrase } from "../../../../formats";
import { choicesOf, type FieldContext, fieldAt } from "./fields";
import css from "./fields.module.css";
import { type Path, textOf, unlessDefault, usesOfPrompt, valueAt } from "./values";
import { t } from "../../../../i18n/translate";

interface PromptFieldProps {
  context: FieldContext;
  label: string;
  path: Path;
  /** Written as nothing. */
  byDefault?: string;
  /** What an empty choice means; without it, a prompt must be chosen. */
  none?: string;
}

const MOST_LETTERS = 1200;

export function PromptField({ context, label, path, byDefault, none }: PromptFieldProps) {
  const { document, complaints, readOnly, onChange } = context;
  const [writing, write] = useState(false);
  const id = textOf(valueAt(document, path)) || (byDefault ?? "");
  const textPath = ["prompts", id, "text"];
  const text = textOf(valueAt(document, textPath));
  const hasSound = valueAt(document, ["prompts", id, "file"]) !== undefined;
  const uses = usesOfPrompt(document, id);
  const empty = none !== undefined || id === "" ? [{ value: "", label: none ?? t("Elija") }] : [];
  return (
    <div className={css.prompt}>
      <NativeSelect
        label={label}
        value={id}
        disabled={readOnly}
        {...fieldAt(complaints, path)}
        onChange={(event) => onChange([...path], unlessDefault(event.currentTarget.value, byDefault) || undefined)}
        data={[...empty, ...choicesOf(document, "prompts", id)]}
      />
      {writing && valueAt(document, ["prompts", id]) !== undefined ? (
        <Textarea
          aria-label={t("Texto de «{id}»", { id })}
          description={uses > 1 ? t("Cambia en los {uses} lugares donde se oye.", { uses }) : undefined}
          value={text}
          rows={4}
          maxLength={MOST_LETTERS}
          {...fieldAt(complaints, textPath)}
          onChange={(event) => onChange(textPath, event.currentTarget.value)}
        />
      ) : (
        text !== "" && (
          <p className={css.said}>
            <span>«{text}»</span>
            {hasSound && <span>{t("Tiene grabación propia.")}</span>}
            {!readOnly && (
              <button type="button" className={css.link} onClick={() => write(true)}>
                {t("Cambiar el texto")}
                {uses > 1 && <span className="unseen"> {countPhrase(uses, "lugar", "lugares")}</span>}
              </button>
            )}
          </p>
        )
      )}
    </div>
  );
}
