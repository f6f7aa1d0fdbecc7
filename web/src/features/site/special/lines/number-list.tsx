/** The numbers that people dial to reach a line. */
import { ActionIcon, Button, TextInput } from "@mantine/core";
import { useRef, useState } from "react";
import { Complaints, type FieldContext, fieldAt } from "../common/fields";
import fields from "../common/fields.module.css";
import { type Path, textsOf, valueAt } from "../common/values";
import css from "./lines.module.css";
import { t } from "../../../../i18n/translate";

const MOST_LETTERS = 64;

export function NumberList({ context, path }: { context: FieldContext; path: Path }) {
  const { document, complaints, readOnly, onChange } = context;
  const numbers = textsOf(valueAt(document, path));
  const [typed, setTyped] = useState("");
  const entry = useRef<HTMLInputElement>(null);
  const set = (next: readonly string[]) => onChange([...path], next);
  const add = () => {
    const number = typed.trim();
    if (number === "" || numbers.includes(number)) return;
    set([...numbers, number]);
    setTyped("");
  };
  return (
    <div className={css.numbers} role="group" aria-label={t("Números")}>
      <p className={css.title}>{t("Números que se marcan")}</p>
      <Complaints complaints={complaints} path={path} />
      {numbers.map((number, index) => (
        <div key={index /* a number has no name that stays */} className={css.number}>
          <TextInput
            aria-label={t("Número {index}", { index: index + 1 })}
            value={number}
            maxLength={MOST_LETTERS}
            autoComplete="off"
            disabled={readOnly}
            {...fieldAt(complaints, [...path, String(index)])}
            onChange={(event) => set(numbers.map((each, at) => (at === index ? event.currentTarget.value : each)))}
          />
          {!readOnly && (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t("Quitar el número {number}", { number })}
              onClick={() => {
                set(numbers.filter((_, at) => at !== index));
                entry.current?.focus();
              }}
            >
              ✕
            </ActionIcon>
          )}
        </div>
      ))}
      {!readOnly && (
        <div className={fields.acts}>
          <TextInput
            ref={entry}
            aria-label={t("Número nuevo")}
            placeholder={t("Número nuevo")}
            value={typed}
            maxLength={MOST_LETTERS}
            autoComplete="off"
            onChange={(event) => setTyped(event.currentTarget.value)}
            onKeyDown={(event) => event.key === "Enter" && add()}
          />
          <Button size="sm" variant="default" disabled={typed.trim() === ""} onClick={add}>
            {t("Agregar")}
          </Button>
        </div>
      )}
    </div>
  );
}
