/** The dialog that imports a file of staff: it shows what each row would do, or why it cannot, before anything changes. */
import { Button } from "@mantine/core";
import { useRef, useState } from "react";
import { type StaffImport, useImportStaff, useStaffOptions } from "../../../api/staff";
import { FormDialog } from "../../../components/form-dialog";
import { countPhrase } from "../../../formats";
import { labelOf, useLabels } from "../../../labels";
import own from "./staff.module.css";
import { t } from "../../../i18n/translate";

/** How many faults, or effects of rows, the API names. */
const MOST_SHOWN = 200;

export function ImportDialog({ done, close }: { done: (words: string) => void; close: () => void }) {
  const [content, setContent] = useState("");
  const [name, setName] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const check = useImportStaff();
  const apply = useImportStaff();
  const columns = useStaffOptions().data?.columns ?? [];
  const result = check.data;
  const choose = async (file: File | undefined) => {
    if (!file) return;
    check.reset();
    apply.reset();
    const text = await file.text();
    setName(file.name);
    setContent(text);
    if (text) check.mutate({ content: text, apply: false });
  };
  const changes = result ? result.entered + result.corrected + result.left : 0;
  const canApply = result !== undefined && result.refused === 0 && changes > 0;
  return (
    <FormDialog
      title={t("Importar personal")}
      submitLabel={
        canApply ? t("Importar {changes}", { changes: countPhrase(changes, "persona", "personas") }) : t("Importar")
      }
      canSubmit={canApply}
      busy={check.isPending || apply.isPending}
      error={check.error ?? apply.error}
      onSubmit={() =>
        apply.mutate(
          { content, apply: true },
          {
            onSuccess: (applied) => {
              if (!applied.applied) return;
              done(t("Se importó el archivo. {applied}", { applied: countsSentence(applied) }));
              close();
            },
          },
        )
      }
      onClose={close}
      wide
    >
      <p className="small">
        {t(
          "Un archivo CSV en UTF-8, con comas o con punto y coma. Se importa todo o nada, y no da roles. Sus columnas:",
        )}
      </p>
      <p className={own.columns}>{columns.join(", ")}</p>
      <p className={own.file}>
        <input
          ref={input}
          type="file"
          className={own.hidden}
          tabIndex={-1}
          aria-label={t("Archivo de personal")}
          accept=".csv,text/csv"
          onChange={(event) => {
            void choose(event.currentTarget.files?.[0]);
            event.currentTarget.value = ""; // the corrected file may have the same name
          }}
        />
        <Button variant="default" loading={check.isPending} onClick={() => input.current?.click()} data-first>
          {t("Elegir el archivo")}
        </Button>
        {name && <span>{name}</span>}
      </p>
      {result && <Preview result={apply.data ?? result} />}
    </FormDialog>
  );
}

/** Return «Ingresos: 3; correcciones: 1; salidas: 0; sin cambio: 2.» */
const countsSentence = ({ entered, corrected, left, unchanged }: StaffImport): string =>
  t("Ingresos: {entered}; correcciones: {corrected}; salidas: {left}; sin cambio: {unchanged}.", {
    entered,
    corrected,
    left,
    unchanged,
  });

function Preview({ result }: { result: StaffImport }) {
  const { staff_effects } = useLabels();
  if (result.refused > 0)
    return (
      <div role="alert">
        <p className={own.wrong}>
          {result.refused === 1
            ? t("Una fila no se puede importar, y por eso no se importa ninguna:")
            : t("{refused} filas no se pueden importar, y por eso no se importa ninguna:", { refused: result.refused })}
        </p>
        <ul className={own.preview} tabIndex={0} aria-label={t("Filas que no se pueden importar")}>
          {result.faults.map((fault, index) => (
            <li key={index}>
              {t("Línea {line}{text}: {reason}", {
                line: fault.line,
                text: fault.column && t(", columna «{column}»", { column: fault.column }),
                reason: fault.reason,
              })}
            </li>
          ))}
        </ul>
        <p className="small">
          {result.faults.length === MOST_SHOWN &&
            t("Estos son los primeros {mostShown} motivos. ", { mostShown: MOST_SHOWN })}
          {t("Corrija el archivo y elíjalo otra vez.")}
        </p>
      </div>
    );
  return (
    <div role="status">
      <p>{countsSentence(result)}</p>
      {result.effects.length > 0 && (
        <ul className={own.preview} tabIndex={0} aria-label={t("Lo que hace cada fila")}>
          {result.effects.map((each) => (
            <li key={each.line}>
              {t("Línea {line}: {staff_effects} {name} ({user})", {
                line: each.line,
                staff_effects: labelOf(staff_effects, each.effect).toLowerCase(),
                name: each.name,
                user: each.user,
              })}
            </li>
          ))}
        </ul>
      )}
      {result.effects.length === MOST_SHOWN && (
        <p className="small">
          {t("Estas son las primeras {mostShown} filas que cambian algo.", { mostShown: MOST_SHOWN })}
        </p>
      )}
    </div>
  );
}
