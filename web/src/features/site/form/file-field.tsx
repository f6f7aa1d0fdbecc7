/** A field that names a file of the site: its name, and a button that uploads another one. */
import { Button, FileButton, TextInput } from "@mantine/core";
import { type ComponentProps, useState } from "react";
import { ApiProblem } from "../../../api/problem";
import { t } from "../../../i18n/translate";
import { type FileKind, storedName } from "../model/files";
import { useSectionForm } from "./form-context";
import css from "./form.module.css";

interface FileFieldProps {
  kind: FileKind;
  text: string;
  setText: (text: string) => void;
  named: ComponentProps<typeof TextInput>;
}

export function FileField({ kind, text, setText, named }: FileFieldProps) {
  const { readOnly, upload } = useSectionForm();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState("");
  const send = async (file: File | null) => {
    if (!file || !upload) return;
    setBusy(true);
    setFailure("");
    try {
      const name = storedName(file.name, kind);
      await upload(name, file);
      setText(name);
    } catch (error) {
      setFailure(error instanceof ApiProblem ? error.message : t("No se pudo subir el archivo."));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={css.file}>
      <TextInput
        {...named}
        value={text}
        readOnly={readOnly}
        autoComplete="off"
        error={failure || named.error}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {upload && !readOnly && (
        <FileButton onChange={(file) => void send(file)} accept={kind.accept}>
          {(button) => (
            <Button {...button} variant="default" loading={busy}>
              {kind.ending === ".wav" ? t("Subir un WAV…") : t("Subir un SVG…")}
            </Button>
          )}
        </FileButton>
      )}
    </div>
  );
}
