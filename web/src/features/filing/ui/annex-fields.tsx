/** What came with the petition: files, for example a scan, and what stayed on paper. The receipt lists both. */
import { Button, FileButton, Textarea } from "@mantine/core";
import { formatBytes } from "../../../formats";
import type { FieldsProps } from "./fields-props";
import css from "./filing.module.css";
import { rich, t } from "../../../i18n/translate";

interface AnnexFieldsProps extends FieldsProps {
  files: File[];
  setFiles: (files: File[]) => void;
  /** The names of files that were chosen before a reload, which this page no longer has. */
  lostNames: readonly string[];
}

export function AnnexFields({ form, edit, errors, files, setFiles, lostNames }: AnnexFieldsProps) {
  const add = (chosen: File[]) => {
    const known = new Set(files.map(fileKey));
    setFiles([...files, ...chosen.filter((each) => !known.has(fileKey(each)))]);
  };
  return (
    <fieldset className={css.part}>
      <legend>{t("Anexos")}</legend>
      <div className={css.whole}>
        <FileButton multiple onChange={add}>
          {(props) => (
            <Button {...props} data-field="files" size="compact-md" variant="default">
              {t("Escoger archivos")}
            </Button>
          )}
        </FileButton>
        {lostNames.length > 0 && (
          <p className={css.lost} role="status">
            {rich("Escoja de nuevo estos archivos: al recargar la página no se conservan. {lostNames}", {
              lostNames: <strong>{lostNames.join(", ")}</strong>,
            })}{" "}
            <Button size="compact-sm" variant="subtle" onClick={() => setFiles([])}>
              {t("Ya no van")}
            </Button>
          </p>
        )}
        {files.length > 0 && (
          <ul className={css.files} aria-label={t("Archivos escogidos")}>
            {files.map((each) => (
              <li key={fileKey(each)}>
                <span>
                  {each.name} <span className="quiet small">{formatBytes(each.size)}</span>
                </span>
                <Button
                  size="compact-sm"
                  variant="subtle"
                  aria-label={t("Quitar {name}", { name: each.name })}
                  onClick={() => setFiles(files.filter((other) => other !== each))}
                >
                  {t("Quitar")}
                </Button>
              </li>
            ))}
          </ul>
        )}
      </div>
      <Textarea
        className={css.whole}
        label={t("En papel")}
        description={t("Lo que llegó y no va en un archivo, un anexo por línea.")}
        autosize
        minRows={2}
        maxRows={8}
        data-field="paperAnnexes"
        value={form.paperAnnexes}
        error={errors.paperAnnexes}
        onChange={(event) => edit({ paperAnnexes: event.currentTarget.value })}
      />
    </fieldset>
  );
}

const fileKey = ({ name, size, lastModified }: File): string => `${name}/${size}/${lastModified}`;
