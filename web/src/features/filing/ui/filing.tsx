/** «Radicar petición»: what arrived by letter, at the counter, in another mailbox or by the web. One page, one button. */
import { Button } from "@mantine/core";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { useTypology } from "../../../api/queries";
import { type TicketDetail, useAddAttachments, useFilePetition } from "../../../api/tickets";
import { ApiProblem } from "../../../api/problem";
import { serverClock } from "../../../clock";
import { announce } from "../../../components/announcer";
import { Link } from "../../../components/link";
import { Failure } from "../../../components/load-states";
import { SUBMIT_SHORTCUT } from "../../../keyboard-shortcuts";
import { FiledTicket } from "../../tickets/ui/filed-ticket";
import { isCompleteTopic, typologyLeaves } from "../../tickets/model/typology";
import { type FilingDraft, loadFilingDraft, saveFilingDraft, startFiling } from "../model/filing-draft";
import { type FilingField, type FilingForm, filingErrors, toFilingBody } from "../model/filing-form";
import { AnnexFields } from "./annex-fields";
import { PetitionerFields } from "./petitioner-fields";
import { PetitionFields } from "./petition-fields";
import { ReceiptFields } from "./receipt-fields";
import { ReplyFields } from "./reply-fields";
import { UrgencyFields } from "./urgency-fields";
import css from "./filing.module.css";

export interface FieldsProps {
  form: FilingForm;
  edit: (change: Partial<FilingForm>) => void;
  errors: Partial<Record<FilingField, string>>;
}

export default function FilingScreen() {
  const [draft, setDraft] = useState(loadFilingDraft);
  const [filed, setFiled] = useState<{ ticket: TicketDetail; files: File[] } | null>(null);
  const edit = (change: Partial<FilingForm>) => {
    const next = { ...draft, form: { ...draft.form, ...change } };
    setDraft(next);
    saveFilingDraft(next);
  };
  const done = (ticket: TicketDetail, files: File[]) => {
    setDraft(startFiling());
    setFiled({ ticket, files });
    announce(`Petición radicada con el número ${ticket.number}.`);
  };
  return (
    <div className={css.page}>
      <section className={`panel ${css.sheet}`} aria-labelledby="radicar">
        <h1 id="radicar">Radicar petición</h1>
        {filed ? (
          <Filed key={filed.ticket.number} {...filed} another={() => setFiled(null)} />
        ) : (
          <FilingFields key={draft.key} draft={draft} edit={edit} done={done} />
        )}
      </section>
    </div>
  );
}

interface FilingFieldsProps {
  draft: FilingDraft;
  edit: (change: Partial<FilingForm>) => void;
  done: (ticket: TicketDetail, files: File[]) => void;
}

function FilingFields({ draft: { key, form }, edit, done }: FilingFieldsProps) {
  const typology = useTypology();
  const leaves = useMemo(() => typologyLeaves(typology.data), [typology.data]);
  const [files, setFiles] = useState<File[]>([]);
  const [tried, setTried] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const file = useFilePetition();
  const missing = filingErrors(form, isCompleteTopic(leaves, form), serverClock.now());
  const errors = tried ? { ...missing, ...serverErrors(file.error) } : {};
  const submit = () => {
    setTried(true);
    const [first] = Object.keys(missing);
    if (first) return box.current?.querySelector<HTMLElement>(fieldSelector(first))?.focus();
    if (file.isPending) return;
    const body = toFilingBody(
      form,
      files.map(({ name }) => name),
    );
    file.mutate({ key, body }, { onSuccess: (ticket) => done(ticket, files) });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const inDialog = (event.target as Element).closest("dialog") !== null; // registering a customer files nothing
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !inDialog) submit();
  };
  const props = { form, edit, errors };
  return (
    <div ref={box} role="group" aria-labelledby="radicar" onKeyDown={onKeyDown}>
      {typology.error && (
        <Failure error={typology.error} title="No se pudo leer la tipología." retry={() => void typology.refetch()} />
      )}
      <ReceiptFields {...props} />
      <PetitionerFields {...props} />
      <PetitionFields {...props} typology={typology.data} isComplete={isCompleteTopic(leaves, form)} />
      <UrgencyFields {...props} />
      <AnnexFields {...props} files={files} setFiles={setFiles} />
      <ReplyFields {...props} />
      {file.error ? (
        <Failure
          error={file.error}
          title="No se radicó."
          retry={file.error instanceof ApiProblem && file.error.retryable ? submit : undefined}
        />
      ) : null}
      <p className={css.acts}>
        {tried && Object.keys(missing).length > 0 && (
          <span className={css.error} role="status">
            Revise los campos señalados.
          </span>
        )}
        <Button size="md" loading={file.isPending} onClick={submit}>
          Radicar <kbd>{SUBMIT_SHORTCUT.label}</kbd>
        </Button>
      </p>
    </div>
  );
}

/** Return the selector of a field's control; the topic has an id of its own. */
const fieldSelector = (field: string): string => (field === "theme" ? "#tipificacion" : `[data-field="${field}"]`);

/** Return the server's messages beside the fields that they are about. */
function serverErrors(error: unknown): Partial<Record<FilingField, string>> {
  if (!(error instanceof ApiProblem)) return {};
  if (error.code === "email_wrong") return { email: error.message };
  return error.code === "received_wrong" ? { date: error.message } : {};
}

/** The number, the receipt, and the files, which are attached once the ticket exists. */
function Filed({ ticket, files, another }: { ticket: TicketDetail; files: File[]; another: () => void }) {
  const attach = useAddAttachments(ticket.number);
  const sent = useRef(false);
  const upload = () => attach.mutate(files, { onSuccess: () => announce("Los archivos quedaron adjuntos al ticket.") });
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the ticket exists
  useEffect(() => {
    if (!files.length || sent.current) return;
    sent.current = true;
    upload();
  }, []);
  return (
    <div className={css.filed}>
      <FiledTicket number={ticket.number} instruction="Frase para decir al peticionario" />
      <p>{receiptSentence(ticket)}</p>
      {files.length > 0 && (
        <p role="status">
          {attach.isSuccess ? "Los archivos quedaron adjuntos." : attach.isPending ? "Se adjuntan los archivos…" : ""}
        </p>
      )}
      {attach.error ? (
        <Failure
          error={attach.error}
          title="La petición quedó radicada, pero los archivos no se adjuntaron."
          retry={upload}
        />
      ) : null}
      <p className={css.acts}>
        <Link to={`/bandeja/${encodeURIComponent(ticket.number)}`}>Ver el ticket</Link>
        <Button onClick={another}>Radicar otra petición</Button>
      </p>
    </div>
  );
}

/** Return how the receipt reaches the petitioner. */
export function receiptSentence({ email, address }: Pick<TicketDetail, "email" | "address">): string {
  if (email) return `La constancia sale por correo a ${email}.`;
  if (address) return "La constancia sale por carta: imprímala en el ticket, en «Cartas».";
  return "No hay a dónde enviar la constancia: entréguela impresa, o dicte el número del radicado.";
}
