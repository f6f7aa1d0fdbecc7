/** The id with which a new entry of a table begins. */
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { t } from "../../../i18n/translate";
import type { JsonSchema } from "../model/schema";
import css from "./form.module.css";

interface NewEntryProps {
  schema: JsonSchema;
  taken: readonly string[];
  label: string;
  add: (id: string) => void;
}

/** The id of a new entry; it is not renamed later, because calls and petitions keep it. */
export function NewEntry({ schema, taken, label, add }: NewEntryProps) {
  const [id, setId] = useState("");
  const [wrong, setWrong] = useState("");
  const submit = () => {
    const problem = idProblem(schema, id.trim(), taken);
    setWrong(problem);
    if (problem) return;
    setId("");
    add(id.trim());
  };
  return (
    <div className={css.row}>
      <TextInput
        label={t("Identificador nuevo en {label}", { label })}
        placeholder={t("por ejemplo, pagos_2")}
        value={id}
        error={wrong || undefined}
        autoComplete="off"
        onChange={(event) => {
          setId(event.currentTarget.value);
          setWrong("");
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          submit();
        }}
      />
      <Button variant="default" onClick={submit} aria-label={t("Agregar en {label}", { label })}>
        {t("Agregar")}
      </Button>
    </div>
  );
}

function idProblem(schema: JsonSchema, id: string, taken: readonly string[]): string {
  if (!id) return t("Escriba un identificador.");
  if (taken.includes(id)) return t("Ya hay uno con ese identificador.");
  const pattern = schema.propertyNames?.pattern;
  if (pattern === undefined || new RegExp(pattern, "u").test(id)) return "";
  return new RegExp(pattern, "u").test("una_1")
    ? t("Use minúsculas sin tilde, cifras y guion bajo, y empiece por una letra.")
    : t("Ese identificador no sirve aquí.");
}
