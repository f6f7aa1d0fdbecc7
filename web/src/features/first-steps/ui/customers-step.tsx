/** The customers of a new entity: a file that is checked before it is imported, or the commands of the server. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { type CustomerImport, useCustomerImportColumns, useImportCustomers } from "../../../api/customer-imports";
import { accountQuery } from "../../../api/queries";
import { Command } from "../../../components/copyable";
import { Failure } from "../../../components/load-states";
import { countPhrase } from "../../../formats";
import { t } from "../../../i18n/translate";
import css from "./first-steps.module.css";

/** How many letters of a file, and how many reasons, the API takes and gives. */
const MOST_LETTERS = 2_000_000;
const MOST_SHOWN = 200;

export function Customers({ confirm }: { confirm: (text: string) => void }) {
  const imports = useQuery(accountQuery).data?.permissions.includes("customer.import") ?? false;
  return (
    <>
      {imports ? (
        <CustomerFile confirm={confirm} />
      ) : (
        <p>{t("Los clientes los importa aquí quien tiene el rol «coordinador» o «admin».")}</p>
      )}
      <details>
        <summary>{t("Un archivo de más de 2 MB se importa en el servidor")}</summary>
        <div className={css.fields}>
          <p>{t("El primer comando escribe el encabezado; el segundo solo revisa.")}</p>
          <Command label={t("Encabezado del archivo")} text="atencion customers template" />
          <Command label={t("Revisar el archivo")} text="atencion customers import clientes.csv --dry-run" />
          <Command label={t("Importar el archivo")} text="atencion customers import clientes.csv" />
        </div>
      </details>
      <p className="quiet">
        {t("Sin base de clientes la línea también atiende: no se verifica la identidad ni se muestran datos de nadie.")}
      </p>
    </>
  );
}

function CustomerFile({ confirm }: { confirm: (text: string) => void }) {
  const [file, setFile] = useState({ name: "", content: "", tooLarge: false });
  const input = useRef<HTMLInputElement>(null);
  const check = useImportCustomers();
  const apply = useImportCustomers();
  const columns = useCustomerImportColumns().data;
  const choose = async (chosen: File | undefined) => {
    if (!chosen) return;
    check.reset();
    apply.reset();
    confirm("");
    const content = await chosen.text();
    const tooLarge = content.length > MOST_LETTERS;
    setFile({ name: chosen.name, content, tooLarge });
    if (content && !tooLarge) check.mutate({ content, apply: false });
  };
  const result = apply.data ?? check.data;
  return (
    <>
      <p>{t("Un archivo CSV en UTF-8, con comas o con punto y coma. Se revisa antes de guardar.")}</p>
      {columns && (
        <p className="small">
          {t("Columnas obligatorias: {required}. Puede traer también: {others}.", {
            required: columns.required.join(", "),
            others: columns.columns.filter((each) => !columns.required.includes(each)).join(", "),
          })}
        </p>
      )}
      <p className={css.bar}>
        <input
          ref={input}
          type="file"
          hidden
          aria-label={t("Archivo de clientes")}
          accept=".csv,text/csv"
          onChange={(event) => {
            void choose(event.currentTarget.files?.[0]);
            event.currentTarget.value = ""; // the corrected file may have the same name
          }}
        />
        <Button variant="default" loading={check.isPending} onClick={() => input.current?.click()}>
          {t("Elegir el archivo")}
        </Button>
        {file.name && <span>{file.name}</span>}
      </p>
      {file.name && !file.content && <p role="alert">{t("El archivo está vacío.")}</p>}
      {file.tooLarge && <p role="alert">{t("El archivo pasa de 2 MB: impórtelo en el servidor, o divídalo.")}</p>}
      {(check.error ?? apply.error) && (
        <Failure error={check.error ?? apply.error} title={t("El archivo no se puede importar.")} />
      )}
      {result && <Outcome result={result} />}
      {check.data && !apply.data && check.data.valid > 0 && (
        <p className={css.bar}>
          <Button
            loading={apply.isPending}
            onClick={() =>
              apply.mutate(
                { content: file.content, apply: true },
                { onSuccess: () => confirm(t("Se importó el archivo.")) },
              )
            }
          >
            {t("Importar {rows}", { rows: countPhrase(check.data.valid, "fila", "filas") })}
          </Button>
        </p>
      )}
    </>
  );
}

function Outcome({ result }: { result: CustomerImport }) {
  const refused = countPhrase(result.refused, "fila no se importa", "filas no se importan");
  return (
    <div role="status">
      <p>
        {result.applied
          ? t("Clientes nuevos: {created}; actualizados: {updated}; ya estaban así: {unchanged}; vínculos: {ties}.", {
              created: result.created,
              updated: result.updated,
              unchanged: result.unchanged,
              ties: result.ties,
            })
          : countPhrase(result.valid, "fila buena", "filas buenas")}
      </p>
      {result.refused > 0 && (
        <>
          <p className={css.wrong}>{t("{refused}. Corrija el archivo y elíjalo otra vez:", { refused })}</p>
          <ul className={css.faults} tabIndex={0} aria-label={t("Filas que no se importan")}>
            {result.faults.map((fault, index) => (
              <li key={index /* a row may have several reasons */}>
                {fault.column
                  ? t("Fila {row}, columna «{column}»: {reason}", { ...fault })
                  : t("Fila {row}: {reason}", { row: fault.row, reason: fault.reason })}
              </li>
            ))}
          </ul>
          {result.faults.length === MOST_SHOWN && (
            <p className="small">{t("Estos son los primeros {count} motivos.", { count: MOST_SHOWN })}</p>
          )}
        </>
      )}
    </div>
  );
}
