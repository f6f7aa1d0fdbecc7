/** The files of an answer: chosen from the ticket's attachments, or attached here with a button or by drag and drop. */
import { Button, Checkbox, FileButton } from "@mantine/core";
import { type DragEvent, type KeyboardEvent, useEffect, useState } from "react";
import { type Attachment, type TicketDetail, useAddAttachments, useAttachments } from "../../../api/tickets";
import { formatBytes } from "../../../formats";
import {
  parseFileIds,
  type AttachmentLimits,
  attachmentProblem,
  totalSizeLabel,
  addFileIds,
  removeFileId,
} from "../../tickets/model/answer-files";
import type { StepDraft, StepDraftEvent } from "../model/step-draft";
import { announce } from "../../../components/announcer";
import { Failure } from "../../../components/load-states";
import { attachedSentence } from "./attachments";
import css from "./inbox.module.css";
import { t } from "../../../i18n/translate";

const SCAN_LABELS: Record<Attachment["state"], string> = {
  open: "",
  waiting: t(" · falta examinarlo con el antivirus"),
  withheld: t(" · retenido por el antivirus: no se puede enviar"),
};
const checkboxId = (file: string): string => `paso-archivo-${file}`;
export const FILES_GROUP_ID = "paso-archivos";
export const FILES_PROBLEM_ID = "paso-archivos-problema";

export interface AnswerFileSelection {
  limits: AttachmentLimits;
  /** All files of the ticket. */
  all: Attachment[];
  ids: string[];
  files: Attachment[];
  problem: string | null;
  promise: string;
}

/** Return the files chosen for the current step; null for a step without files. */
export function useAnswerFileSelection(
  ticket: TicketDetail,
  draft: StepDraft,
  promise: string,
): AnswerFileSelection | null {
  const all = useAttachments(ticket.number).data?.attachments ?? [];
  const limits = ticket.answer_limits;
  if (!draft.step || !limits || !takesFiles(draft, ticket)) return null;
  const ids = parseFileIds(draft.values.attachments) ?? ticket.answer_attachments;
  const files = ids.flatMap((id) => all.filter((each) => each.id === id));
  return { limits, all, ids, files, problem: attachmentProblem(draft.step, files, limits, promise), promise };
}

/** Return whether the step takes files. An answer by phone is spoken, so it has none. */
const takesFiles = ({ step }: StepDraft, { state }: TicketDetail): boolean =>
  step === "accept" || step === "give_back" || step === "send" || (step === "answer" && state !== "filed");

interface AnswerFilesProps {
  number: string;
  selection: AnswerFileSelection;
  tried: boolean;
  sends: boolean;
  dispatch: (event: StepDraftEvent) => void;
}

export function AnswerFiles({ number, selection, tried, sends, dispatch }: AnswerFilesProps) {
  const attach = useAddAttachments(number);
  const [over, setOver] = useState(false);
  const [added, setAdded] = useState("");
  const { all, ids, files, limits, problem, promise } = selection;
  const put = (value: string) => dispatch({ type: "typed", field: "attachments", value });
  const add = (more: File[]) => {
    if (!more.length || attach.isPending) return;
    attach.mutate(more, {
      onSuccess: ({ attachments: kept }) => {
        announce(attachedSentence(kept));
        setAdded(kept.at(-1)?.id ?? "");
        dispatch({
          type: "attached",
          ids: kept.filter(({ state }) => state !== "withheld").map(({ id }) => id),
          before: ids,
        });
      },
    });
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    add([...event.dataTransfer.files]);
  };
  const onDragOver = (event: DragEvent) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    setOver(true);
  };
  usePreventStrayDrop();
  const shown = all.some(({ id }) => id === added);
  useEffect(() => {
    if (shown) document.getElementById(checkboxId(added))?.focus(); // the busy button lost the focus
  }, [shown, added]);
  return (
    <fieldset
      id={FILES_GROUP_ID}
      tabIndex={-1}
      className={css.answerFiles}
      data-over={over || undefined}
      aria-describedby={problem ? FILES_PROBLEM_ID : undefined}
      onDrop={onDrop}
      onDragOver={onDragOver}
      onDragLeave={() => setOver(false)}
      onKeyDown={preventEnterSubmit}
    >
      <legend>{t("Archivos de la respuesta")}</legend>
      {all.length > 0 && (
        <ul>
          {all.map((file) => (
            <li key={file.id}>
              <Checkbox
                id={checkboxId(file.id)}
                checked={ids.includes(file.id)}
                disabled={file.state === "withheld" && !ids.includes(file.id)}
                label={file.name ?? t("archivo")}
                description={`${formatBytes(file.size)}${SCAN_LABELS[file.state]}`}
                onChange={(event) =>
                  put(event.currentTarget.checked ? addFileIds(ids, [file.id]) : removeFileId(ids, file.id))
                }
              />
            </li>
          ))}
        </ul>
      )}
      <div className={css.addFile}>
        <FileButton multiple onChange={add}>
          {(props) => (
            <Button {...props} size="compact-sm" variant="default" loading={attach.isPending}>
              {all.length ? t("Adjuntar otro archivo") : t("Adjuntar un archivo")}
            </Button>
          )}
        </FileButton>
        <span className={`quiet small ${css.drag}`}>{over ? t("Suéltelos aquí") : t("o arrástrelo hasta aquí")}</span>
        <span className={css.weight} role="status" data-over={(problem && files.length > 0) || undefined}>
          {totalSizeLabel(files, limits)}
        </span>
      </div>
      {attach.error ? <Failure error={attach.error} title={t("No se adjuntó.")} /> : null}
      {problem ? (
        <p id={FILES_PROBLEM_ID} className={css.problem} role={tried ? "alert" : undefined}>
          {problem}
        </p>
      ) : !sends && promise && !files.length ? (
        <p className={css.problem}>
          {t("Promete un documento («{promise}»): sin un archivo no se podrá enviar.", { promise })}
        </p>
      ) : null}
    </fieldset>
  );
}

/** Keep Enter on a checkbox from submitting the form, which would send the answer. */
const preventEnterSubmit = (event: KeyboardEvent) => {
  if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && event.target instanceof HTMLInputElement)
    event.preventDefault();
};

/** Keep the browser from opening a file that is dropped outside the drop area: the typed text would be lost. */
function usePreventStrayDrop(): void {
  useEffect(() => {
    const keep = (event: Event) => event.preventDefault();
    window.addEventListener("dragover", keep);
    window.addEventListener("drop", keep);
    return () => {
      window.removeEventListener("dragover", keep);
      window.removeEventListener("drop", keep);
    };
  }, []);
}
