/** What came with the petition: files, for example a scan, and what stayed on paper. The receipt lists both. */
import { Button, FileButton, Textarea } from "@mantine/core";
import { formatBytes } from "../../../formats";
import type { FieldsProps } from "./filing";
import css from "./filing.module.css";

interface AnnexFieldsProps extends FieldsProps {
  files: File[];
  setFiles: (files: File[]) => void;
}

export function AnnexFields({ form, edit, files, setFiles }: AnnexFieldsProps) {
  const add = (chosen: File[]) => {
    const known = new Set(files.map(fileKey));
    setFiles([...files, ...chosen.filter((each) => !known.has(fileKey(each)))]);
  };
  return (
    <fieldset className={css.part}>
      <legend>Anexos</legend>
      <div className={css.whole}>
        <FileButton multiple onChange={add}>
          {(props) => (
            <Button {...props} size="compact-md" variant="default">
              Escoger archivos
            </Button>
          )}
        </FileButton>
        {files.length > 0 && (
          <ul className={css.files} aria-label="Archivos escogidos">
            {files.map((each) => (
              <li key={fileKey(each)}>
                <span>
                  {each.name} <span className="quiet small">{formatBytes(each.size)}</span>
                </span>
                <Button
                  size="compact-sm"
                  variant="subtle"
                  aria-label={`Quitar ${each.name}`}
                  onClick={() => setFiles(files.filter((other) => other !== each))}
                >
                  Quitar
                </Button>
              </li>
            ))}
          </ul>
        )}
      </div>
      <Textarea
        className={css.whole}
        label="En papel"
        description="Lo que llegó y no va en un archivo, un anexo por línea."
        autosize
        minRows={2}
        maxRows={8}
        value={form.paperAnnexes}
        onChange={(event) => edit({ paperAnnexes: event.currentTarget.value })}
      />
    </fieldset>
  );
}

const fileKey = ({ name, size, lastModified }: File): string => `${name}/${size}/${lastModified}`;
