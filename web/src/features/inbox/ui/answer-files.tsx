/** The files that go with an answer: chosen from the ticket's, or attached right there by button or by dropping them. */
import { Button, Checkbox, FileButton } from "@mantine/core";
import { type DragEvent, type KeyboardEvent, useEffect, useState } from "react";
import { type Attachment, type TicketTold, useAttach, useAttachments } from "../../../api/tickets";
import { sizeWords } from "../../../formats";
import { idsOf, type Limits, problemOf, weightWords, withFiles, without } from "../../tickets/model/answer-files";
import type { Doing, DoingEvent } from "../model/step-draft";
import { announce } from "../../../components/announcer";
import { Failure } from "../../../components/load-states";
import { attached } from "./attachments";
import css from "./inbox.module.css";

const STATE: Record<Attachment["state"], string> = { open: "", waiting: " · el antivirus aún no lo examina", withheld: " · lo retuvo el antivirus: no puede ir" };
const boxOf = (file: string): string => `paso-archivo-${file}`;
export const GROUP = "paso-archivos";
export const PROBLEM = "paso-archivos-problema";

export interface Chosen {
  limits: Limits;
  /** The ticket's own files. */
  all: Attachment[];
  ids: string[];
  files: Attachment[];
  problem: string | null;
  promise: string;
}

/** What is chosen for the step at hand; null where a step has no files. */
export function useChosen(ticket: TicketTold, doing: Doing, promise: string): Chosen | null {
  const all = useAttachments(ticket.number).data?.attachments ?? [];
  const limits = ticket.answer_limits;
  if (!doing.step || !limits || !hasFiles(doing, ticket)) return null;
  const ids = idsOf(doing.typed.attachments) ?? ticket.answer_attachments;
  const files = ids.flatMap((id) => all.filter((each) => each.id === id));
  return { limits, all, ids, files, problem: problemOf(doing.step, files, limits, promise), promise };
}

/** On the phone an answer is said, not sent. */
const hasFiles = ({ step }: Doing, { state }: TicketTold): boolean =>
  step === "accept" || step === "give_back" || step === "send" || (step === "answer" && state !== "filed");

interface Props {
  number: string;
  chosen: Chosen;
  tried: boolean;
  sends: boolean;
  tell: (event: DoingEvent) => void;
}

export function AnswerFiles({ number, chosen, tried, sends, tell }: Props) {
  const attach = useAttach(number);
  const [over, setOver] = useState(false);
  const [added, setAdded] = useState("");
  const { all, ids, files, limits, problem, promise } = chosen;
  const put = (value: string) => tell({ type: "typed", field: "attachments", value });
  const add = (more: File[]) => {
    if (!more.length || attach.isPending) return;
    attach.mutate(more, { onSuccess: ({ attachments: kept }) => {
      announce(attached(kept));
      setAdded(kept.at(-1)?.id ?? "");
      tell({ type: "attached", ids: kept.filter(({ state }) => state !== "withheld").map(({ id }) => id), before: ids });
    } });
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
  useNoStrayDrop();
  const shown = all.some(({ id }) => id === added);
  useEffect(() => {
    if (shown) document.getElementById(boxOf(added))?.focus(); // the button lost the focus while it was busy
  }, [shown, added]);
  return (
    <fieldset id={GROUP} tabIndex={-1} className={css.answerFiles} data-over={over || undefined} aria-describedby={problem ? PROBLEM : undefined}
      onDrop={onDrop} onDragOver={onDragOver} onDragLeave={() => setOver(false)} onKeyDown={noSubmit}>
      <legend>Archivos que van con la respuesta</legend>
      {all.length > 0 && (
        <ul>{all.map((file) => (
          <li key={file.id}>
            <Checkbox id={boxOf(file.id)} checked={ids.includes(file.id)} disabled={file.state === "withheld" && !ids.includes(file.id)}
              label={file.name ?? "archivo"} description={`${sizeWords(file.size)}${STATE[file.state]}`}
              onChange={(event) => put(event.currentTarget.checked ? withFiles(ids, [file.id]) : without(ids, file.id))} />
          </li>
        ))}</ul>
      )}
      <div className={css.addFile}>
        <FileButton multiple onChange={add}>{(props) => <Button {...props} size="compact-sm" variant="default" loading={attach.isPending}>{all.length ? "Adjuntar otro archivo" : "Adjuntar un archivo"}</Button>}</FileButton>
        <span className={`quiet small ${css.drag}`}>{over ? "Suéltelos aquí" : "o arrástrelo hasta aquí"}</span>
        <span className={css.weight} role="status" data-over={(problem && files.length > 0) || undefined}>{weightWords(files, limits)}</span>
      </div>
      {attach.error ? <Failure error={attach.error} what="No se adjuntó." /> : null}
      {problem ? <p id={PROBLEM} className={css.problem} role={tried ? "alert" : undefined}>{problem}</p>
        : !sends && promise && !files.length ? <p className={css.problem}>Promete un documento («{promise}»): sin un archivo no se podrá enviar.</p> : null}
    </fieldset>
  );
}

/** Keep Enter on a checkbox from submitting the form: it would send the answer. */
const noSubmit = (event: KeyboardEvent) => {
  if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && event.target instanceof HTMLInputElement) event.preventDefault();
};

/** Keep the browser from opening a file that is dropped beside its place: what was typed would be lost. */
function useNoStrayDrop(): void {
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
