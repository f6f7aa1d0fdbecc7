/** A new version of the material of a course: a file that is uploaded, or a link or the name of a document. */
import { DateField } from "../../../components/date-field/date-field";
import { FileInput, NumberInput, TextInput } from "@mantine/core";
import { useState } from "react";
import { ApiProblem } from "../../../api/problem";
import { type TrainingCourse, useAddMaterial, useUploadMaterial } from "../../../api/training";
import { serverClock } from "../../../clock";
import { FormDialog } from "../../../components/form-dialog";
import { localDay } from "../../oversight/model/indicator-view";
import quality from "../../quality/ui/quality.module.css";
import css from "./training.module.css";
import { t } from "../../../i18n/translate";

const ACCEPTED = ".pdf,.pptx,.docx,.xlsx,.odt,.ods,.txt,image/png,image/jpeg,image/webp,image/tiff";
const KINDS = [
  { value: "file", label: t("Archivo") },
  { value: "link", label: t("Enlace o documento") },
] as const;

export function MaterialDialog({ course, close }: { course: TrainingCourse; close: () => void }) {
  const [kind, setKind] = useState<(typeof KINDS)[number]["value"]>("file");
  const [file, setFile] = useState<File | null>(null);
  const [form, setForm] = useState({
    title: "",
    address: "",
    dated_on: localDay(serverClock.now()),
    minutes: course.materials[0]?.minutes ?? 60,
  });
  const add = useAddMaterial(course.id);
  const upload = useUploadMaterial(course.id);
  const isFile = kind === "file";
  const sent = isFile ? upload : add;
  const problem = sent.error instanceof ApiProblem ? sent.error : null;
  const choose = (chosen: File | null) => {
    setFile(chosen);
    if (chosen && !form.title) setForm({ ...form, title: chosen.name.replace(/\.[^.]+$/, "") });
  };
  const submit = () => {
    const { address, ...query } = form;
    if (!isFile) add.mutate({ ...query, address }, { onSuccess: close });
    else if (file) upload.mutate({ query, file }, { onSuccess: close });
  };
  return (
    <FormDialog
      title={t("Material de {title}", { title: course.title })}
      submitLabel={isFile ? t("Subir") : t("Agregar")}
      canSubmit={form.title.trim() !== "" && form.dated_on !== "" && (!isFile || file !== null)}
      busy={sent.isPending}
      error={sent.error}
      onSubmit={submit}
      onClose={close}
    >
      <p className="quiet">
        {t("Es la versión {version}; las anteriores se conservan.", {
          version: (course.materials[0]?.version ?? 0) + 1,
        })}
      </p>
      <div className={`${quality.segments} ${css.kinds}`} role="group" aria-label={t("Qué es el material")}>
        {KINDS.map(({ value, label }) => (
          <button key={value} type="button" aria-pressed={kind === value} onClick={() => setKind(value)}>
            {label}
          </button>
        ))}
      </div>
      {isFile ? (
        <FileInput
          label={t("Archivo")}
          description={t(
            "PDF, presentación (PPTX), imagen o documento, sin macros. El antivirus lo examina antes de guardarlo.",
          )}
          placeholder={t("Elija el archivo")}
          accept={ACCEPTED}
          value={file}
          onChange={choose}
          clearable
          clearButtonProps={{ "aria-label": t("Quitar el archivo") }}
        />
      ) : (
        <TextInput
          label={t("Enlace o nombre del anexo")}
          value={form.address}
          onChange={(event) => setForm({ ...form, address: event.currentTarget.value })}
          error={problem?.fieldError("address")}
        />
      )}
      <TextInput
        label={t("Título")}
        value={form.title}
        onChange={(event) => setForm({ ...form, title: event.currentTarget.value })}
        error={problem?.fieldError("title")}
      />
      <div className={css.pair}>
        <DateField
          label={t("Fecha del material")}
          value={form.dated_on}
          onChange={(day) => setForm({ ...form, dated_on: day })}
          error={problem?.fieldError("dated_on")}
        />
        <NumberInput
          label={t("Duración en minutos")}
          min={5}
          max={10080}
          value={form.minutes}
          onChange={(value) => setForm({ ...form, minutes: Number(value) })}
          error={problem?.fieldError("minutes")}
        />
      </div>
    </FormDialog>
  );
}
