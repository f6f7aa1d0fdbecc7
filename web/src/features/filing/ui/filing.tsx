/** «Radicar petición»: what arrived by letter, at the counter, in another mailbox or by the web. One page, one button. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { accountQuery, useTypology } from "../../../api/queries";
import { type TicketDetail, useAddAttachments, useFilePetition } from "../../../api/tickets";
import { ApiProblem } from "../../../api/problem";
import { serverClock } from "../../../clock";
import { announce } from "../../../components/announcer";
import { Link } from "../../../components/link";
import { Failure } from "../../../components/load-states";
import { SUBMIT_KEYS, SUBMIT_SHORTCUT, useRegisteredShortcuts } from "../../../keyboard-shortcuts";
import { FiledTicket } from "../../tickets/ui/filed-ticket";
import { isCompleteTopic, typologyLeaves } from "../../tickets/model/typology";
import { asAnother, type FilingDraft, loadFilingDraft, saveFilingDraft, startFiling } from "../model/filing-draft";
import { type FilingForm, filingErrors, serverErrors, toFilingBody } from "../model/filing-form";
import { AnnexFields } from "./annex-fields";
import { PetitionerFields } from "./petitioner-fields";
import { PetitionFields } from "./petition-fields";
import { ReceiptFields } from "./receipt-fields";
import { ReplyFields } from "./reply-fields";
import { UrgencyFields } from "./urgency-fields";
import css from "./filing.module.css";
import { rich, t } from "../../../i18n/translate";

export default function FilingScreen() {
  const user = useQuery(accountQuery).data?.user ?? "";
  const [draft, setDraft] = useState(() => loadFilingDraft(user));
  const [filed, setFiled] = useState<{ ticket: TicketDetail; files: File[] } | null>(null);
  const keep = (change: Partial<FilingDraft>) => {
    const next = { ...draft, ...change };
    setDraft(next);
    saveFilingDraft(user, next);
  };
  const done = (ticket: TicketDetail, files: File[]) => {
    setDraft(startFiling(user));
    setFiled({ ticket, files });
    announce(t("Petición radicada con el número {number}.", { number: ticket.number }));
  };
  return (
    <div className={css.page}>
      <section className={`panel ${css.sheet}`} aria-labelledby="radicar">
        <h1 id="radicar">{t("Radicar petición")}</h1>
        {filed ? (
          <Filed key={filed.ticket.number} {...filed} another={() => setFiled(null)} />
        ) : (
          <FilingFields draft={draft} keep={keep} done={done} />
        )}
      </section>
    </div>
  );
}

interface FilingFieldsProps {
  draft: FilingDraft;
  keep: (change: Partial<FilingDraft>) => void;
  done: (ticket: TicketDetail, files: File[]) => void;
}

function FilingFields({ draft, keep, done }: FilingFieldsProps) {
  const { key, form, fileNames } = draft;
  const typology = useTypology();
  const leaves = useMemo(() => typologyLeaves(typology.data), [typology.data]);
  const [files, setFiles] = useState<File[]>([]);
  const [tried, setTried] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const file = useFilePetition();
  const missing = filingErrors(form, isCompleteTopic(leaves, form), serverClock.now());
  const errors = tried ? { ...serverErrors(file.error), ...missing } : {};
  const lostNames = files.length ? [] : fileNames;
  const [lost] = lostNames;
  const submit = () => {
    setTried(true);
    const [first] = Object.keys(missing);
    if (first ?? lost) return focusField(box.current, first ?? "files");
    if (file.isPending) return;
    const body = toFilingBody(
      form,
      files.map(({ name }) => name),
    );
    file.mutate(
      { key, body },
      {
        onSuccess: (ticket) => done(ticket, files),
        onError: (error) => focusField(box.current, Object.keys(serverErrors(error))[0] ?? ""),
      },
    );
  };
  useRegisteredShortcuts(SUBMIT_KEYS);
  const onKeyDown = (event: KeyboardEvent) => {
    const inDialog = (event.target as Element).closest("dialog") !== null; // registering a customer files nothing
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !inDialog) submit();
  };
  const props = { form, errors, edit: (change: Partial<FilingForm>) => keep({ form: { ...form, ...change } }) };
  const annexes = {
    files,
    setFiles: (chosen: File[]) => {
      setFiles(chosen);
      keep({ fileNames: chosen.map(({ name }) => name) });
    },
    lostNames,
  };
  return (
    <div ref={box} className={css.fields} role="group" aria-labelledby="radicar" onKeyDown={onKeyDown}>
      {typology.error && (
        <Failure
          error={typology.error}
          title={t("No se pudo leer la tipología.")}
          retry={() => void typology.refetch()}
        />
      )}
      <ReceiptFields {...props} />
      <PetitionerFields {...props} />
      <PetitionFields {...props} typology={typology.data} isComplete={isCompleteTopic(leaves, form)} />
      <UrgencyFields {...props} />
      <AnnexFields {...props} {...annexes} />
      <ReplyFields {...props} />
      <FilingProblem
        error={file.error}
        retry={submit}
        another={() => {
          keep(asAnother(draft));
          file.reset();
        }}
      />
      <p className={css.acts}>
        {(Object.keys(errors).length > 0 || (tried && lost)) && (
          <span className={css.error} role="status">
            {t("Revise los campos señalados.")}
          </span>
        )}
        <Button size="md" loading={file.isPending} onClick={submit}>
          {t("Radicar")} <kbd>{SUBMIT_SHORTCUT.label}</kbd>
        </Button>
      </p>
    </div>
  );
}

/** Why nothing was filed; if an earlier request was filed after all, its ticket, and a way to file another one. */
function FilingProblem({ error, retry, another }: { error: unknown; retry: () => void; another: () => void }) {
  if (!error) return null;
  const number = error instanceof ApiProblem && error.code === "idempotency_key_reused" ? error.body.ticket : undefined;
  if (typeof number !== "string")
    return (
      <Failure
        error={error}
        title={t("No se radicó.")}
        retry={error instanceof ApiProblem && error.retryable ? retry : undefined}
      />
    );
  return (
    <div className={css.earlier} role="alert">
      <p>
        {rich(
          "{strong} La respuesta del servidor no llegó, pero lo que envió antes de estos cambios es el ticket {number}. Corríjalo allí, o radique esto como otra petición.",
          {
            strong: <strong>{t("Ya quedó radicada una versión anterior.")}</strong>,
            number: <span className="num">{number}</span>,
          },
        )}
      </p>
      <p className={css.choices}>
        <Link to={`/bandeja/${encodeURIComponent(number)}`}>{t("Ver el ticket {number}", { number })}</Link>
        <Button size="compact-md" variant="default" onClick={another}>
          {t("Es otra petición")}
        </Button>
      </p>
    </div>
  );
}

/** Move the focus to a field's control; the topic has an id of its own. */
const focusField = (box: HTMLElement | null, field: string): void =>
  box?.querySelector<HTMLElement>(field === "theme" ? "#tipificacion" : `[data-field="${field}"]`)?.focus();

/** The number, the receipt, and the files, which are attached once the ticket exists. */
function Filed({ ticket, files, another }: { ticket: TicketDetail; files: File[]; another: () => void }) {
  const attach = useAddAttachments(ticket.number);
  const sent = useRef(false);
  const upload = () =>
    attach.mutate(files, { onSuccess: () => announce(t("Los archivos quedaron adjuntos al ticket.")) });
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the ticket exists
  useEffect(() => {
    if (!files.length || sent.current) return;
    sent.current = true;
    upload();
  }, []);
  return (
    <div className={css.filed}>
      <FiledTicket number={ticket.number} instruction={t("Frase para decir al peticionario")} />
      <p>{receiptSentence(ticket)}</p>
      {files.length > 0 && (
        <p role="status">
          {attach.isSuccess
            ? t("Los archivos quedaron adjuntos.")
            : attach.isPending
              ? t("Se adjuntan los archivos…")
              : ""}
        </p>
      )}
      {attach.error ? (
        <Failure
          error={attach.error}
          title={t("La petición quedó radicada, pero los archivos no se adjuntaron.")}
          retry={upload}
        />
      ) : null}
      <p className={css.acts}>
        <Link to={`/bandeja/${encodeURIComponent(ticket.number)}`}>{t("Ver el ticket")}</Link>
        <Button onClick={another}>{t("Radicar otra petición")}</Button>
      </p>
    </div>
  );
}

/** Return how the receipt reaches the petitioner. */
export function receiptSentence({ email, address }: Pick<TicketDetail, "email" | "address">): string {
  if (email) return t("La constancia sale por correo a {email}.", { email });
  if (address) return t("La constancia sale por carta: imprímala en el ticket, en «Cartas».");
  return t("No hay a dónde enviar la constancia: entréguela impresa, o dicte el número del radicado.");
}
