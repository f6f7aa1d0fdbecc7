/**
 * Taking, assigning and annotating the marked tickets; a dialog says which ones were refused and why, and keeps what was
 * typed for them.
 */
import { Button, NativeSelect, Textarea } from "@mantine/core";
import { useState } from "react";
import { type BulkReport, type BulkStep, type TicketRow, useTakeBulkStep, useTicket } from "../../../api/tickets";
import { announce } from "../../../components/announcer";
import css from "../../../components/data-list/data-list.module.css";
import { Dialog } from "../../../components/dialog";
import { FormDialog } from "../../../components/form-dialog";
import { Failure, Loading } from "../../../components/load-states";
import { useDialogDraft } from "../../../dialog-draft";
import { countPhrase } from "../../../formats";
import { type BulkDraft, newBulkDraft, NO_BULK, refusedTickets, versionsOf, withVersions } from "../model/bulk-draft";
import { assigneeChoices } from "./step-panel";
import { t } from "../../../i18n/translate";

interface BulkStepsProps {
  tickets: readonly TicketRow[];
  /** Marks these tickets, and no others. */
  mark: (numbers: readonly string[]) => void;
  /** Whether the user may assign tickets to others. */
  mayAssign: boolean;
}

export function BulkSteps({ tickets, mark, mayAssign }: BulkStepsProps) {
  const [draft, setDraft] = useDialogDraft("lote", NO_BULK);
  const [report, setReport] = useState<BulkReport | null>(null);
  const take = useTakeBulkStep();
  const send = (step: BulkStep, key: string = crypto.randomUUID()) =>
    take.mutate(
      { ...step, key },
      {
        onSuccess: (done) => {
          const left = draft && refusedTickets(draft, done);
          setDraft(left);
          mark(left?.tickets.map(({ number }) => number) ?? []);
          announce(doneSentence(done));
          setReport(done);
        },
      },
    );
  const open = (step: BulkDraft["step"]) => {
    take.reset();
    setDraft(newBulkDraft(step, tickets, crypto.randomUUID()));
  };
  const closeReport = (next: BulkDraft | null) => {
    setReport(null);
    setDraft(next);
  };
  const dialog = { busy: take.isPending, error: take.error, setDraft, send };
  return (
    <>
      {tickets.length > 0 && (
        <div className={css.bulk} role="group" aria-label={t("Tickets marcados")}>
          <strong>{countPhrase(tickets.length, "ticket marcado", "tickets marcados")}</strong>
          <Button
            size="sm"
            loading={take.isPending && !draft}
            onClick={() => send({ step: "take", tickets: versionsOf(tickets) })}
          >
            {t("Tomar")}
          </Button>
          {mayAssign && (
            <Button size="sm" variant="default" onClick={() => open("assign")}>
              {t("Asignar…")}
            </Button>
          )}
          <Button size="sm" variant="default" onClick={() => open("note")}>
            {t("Anotar…")}
          </Button>
          <Button size="sm" variant="subtle" onClick={() => mark([])}>
            {t("Quitar las marcas")}
          </Button>
        </div>
      )}
      {take.error && !draft && <Failure error={take.error} title={t("No se pudo.")} />}
      {draft?.step === "note" && !report && <NoteDialog draft={draft} {...dialog} />}
      {draft?.step === "assign" && !report && <AssignDialog draft={draft} {...dialog} />}
      {report && (
        <ReportDialog
          report={report}
          onClose={() => closeReport(null)}
          left={draft}
          again={() => closeReport(draft && withVersions(draft, tickets))}
        />
      )}
    </>
  );
}

const doneSentence = ({ done, refused }: BulkReport): string =>
  t("Se hizo en {done}{text}.", {
    done: countPhrase(done, "ticket", "tickets"),
    text: refused ? t("; no se pudo en {refused}", { refused }) : "",
  });

interface ReportDialogProps {
  report: BulkReport;
  onClose: () => void;
  /** What was typed for the refused tickets; null if there are none, or nothing was typed. */
  left: BulkDraft | null;
  /** Opens the dialog again for the refused tickets. */
  again: () => void;
}

function ReportDialog({ report, onClose, left, again }: ReportDialogProps) {
  const refused = report.results.filter((each) => !each.done);
  return (
    <Dialog title={refused.length ? t("No se pudo en todos") : t("Listo")} onClose={onClose}>
      <div className={css.report}>
        <p>{doneSentence(report)}</p>
        {refused.length > 0 && (
          <ul className={css.refused} aria-label={t("Tickets en los que no se pudo")}>
            {refused.map(({ number, detail }) => (
              <li key={number}>
                <strong className="num">{number}</strong>: {detail}
              </li>
            ))}
          </ul>
        )}
        {left?.text && <p className={css.kept}>{t("La nota sigue aquí: «{text}»", { text: left.text })}</p>}
        {left && (
          <p className={css.again}>
            <Button variant="default" onClick={again}>
              {t("Intentar con los que faltan")}
            </Button>
          </p>
        )}
      </div>
    </Dialog>
  );
}

interface StepDialogProps {
  draft: BulkDraft;
  busy: boolean;
  error: unknown;
  /** Null closes the dialog. */
  setDraft: (draft: BulkDraft | null) => void;
  send: (step: BulkStep, key: string) => void;
}

function NoteDialog({ draft, busy, error, setDraft, send }: StepDialogProps) {
  const { text, tickets } = draft;
  return (
    <FormDialog
      title={t("Anotar en {tickets}", { tickets: countPhrase(tickets.length, "ticket", "tickets") })}
      submitLabel={t("Anotar")}
      canSubmit={text.trim() !== ""}
      busy={busy}
      error={error}
      onSubmit={() => send({ step: "note", text: text.trim(), tickets }, draft.key)}
      onClose={() => setDraft(null)}
    >
      <Textarea
        label={t("Nota")}
        description={t("Queda igual en la historia de cada uno. No la ve el peticionario.")}
        value={text}
        maxLength={8000}
        autosize
        minRows={3}
        data-first
        onChange={(event) => setDraft({ ...draft, text: event.currentTarget.value })}
      />
    </FormDialog>
  );
}

function AssignDialog({ draft, busy, error, setDraft, send }: StepDialogProps) {
  const { owner, tickets } = draft;
  const first = tickets[0]?.number ?? "";
  const { data, error: unread } = useTicket(first);
  const choices = data ? assigneeChoices(data) : [];
  return (
    <FormDialog
      title={t("Asignar {tickets}", { tickets: countPhrase(tickets.length, "ticket", "tickets") })}
      submitLabel={t("Asignar")}
      canSubmit={owner !== ""}
      busy={busy}
      error={error ?? unread}
      onSubmit={() => send({ step: "assign", owner, tickets }, draft.key)}
      onClose={() => setDraft(null)}
    >
      {!data && !unread && <Loading label={t("Leyendo a quiénes se pueden asignar…")} />}
      {data && (
        <NativeSelect
          label={t("A quién")}
          description={t(
            "Los que atienden el nivel del ticket {first}. Los que esa persona no puede atender quedan dichos.",
            { first },
          )}
          data={[
            { value: "", label: choices.length ? t("Elija a una persona") : t("No hay a quién asignarlos") },
            ...choices,
          ]}
          value={owner}
          data-first
          onChange={(event) => setDraft({ ...draft, owner: event.currentTarget.value })}
        />
      )}
    </FormDialog>
  );
}
