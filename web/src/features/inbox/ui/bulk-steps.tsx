/** Taking, assigning and annotating the marked tickets; a dialog says which ones were refused and why. */
import { Button, NativeSelect, Textarea } from "@mantine/core";
import { useState } from "react";
import { type BulkReport, type BulkStep, type TicketRow, useTakeBulkStep, useTicket } from "../../../api/tickets";
import { announce } from "../../../components/announcer";
import css from "../../../components/data-list/data-list.module.css";
import { Dialog } from "../../../components/dialog";
import { FormDialog } from "../../../components/form-dialog";
import { Failure, Loading } from "../../../components/load-states";
import { countPhrase } from "../../../formats";
import { assigneeChoices } from "./step-panel";

type OpenForm = "assign" | "note" | null;

interface BulkStepsProps {
  tickets: readonly TicketRow[];
  clear: () => void;
  /** Whether the user may assign tickets to others. */
  mayAssign: boolean;
}

export function BulkSteps({ tickets, clear, mayAssign }: BulkStepsProps) {
  const [form, setForm] = useState<OpenForm>(null);
  const [report, setReport] = useState<BulkReport | null>(null);
  const take = useTakeBulkStep();
  const send = (step: Omit<BulkStep, "tickets">) =>
    take.mutate(
      { ...step, tickets: tickets.map(({ number, version }) => ({ number, version })) },
      {
        onSuccess: (done) => {
          setForm(null);
          clear();
          announce(doneSentence(done));
          setReport(done);
        },
      },
    );
  return (
    <>
      {tickets.length > 0 && (
        <div className={css.bulk} role="group" aria-label="Tickets marcados">
          <strong>{countPhrase(tickets.length, "ticket marcado", "tickets marcados")}</strong>
          <Button size="sm" loading={take.isPending} onClick={() => send({ step: "take" })}>
            Tomar
          </Button>
          {mayAssign && (
            <Button size="sm" variant="default" onClick={() => setForm("assign")}>
              Asignar…
            </Button>
          )}
          <Button size="sm" variant="default" onClick={() => setForm("note")}>
            Anotar…
          </Button>
          <Button size="sm" variant="subtle" onClick={clear}>
            Quitar las marcas
          </Button>
        </div>
      )}
      {take.error && !form && <Failure error={take.error} title="No se pudo." />}
      {form === "note" && (
        <NoteDialog count={tickets.length} busy={take.isPending} error={take.error} send={send} close={setForm} />
      )}
      {form === "assign" && tickets[0] && (
        <AssignDialog
          first={tickets[0].number}
          count={tickets.length}
          busy={take.isPending}
          error={take.error}
          send={send}
          close={setForm}
        />
      )}
      {report && <ReportDialog report={report} onClose={() => setReport(null)} />}
    </>
  );
}

const doneSentence = ({ done, refused }: BulkReport): string =>
  `Se hizo en ${countPhrase(done, "ticket", "tickets")}${refused ? `; no se pudo en ${refused}` : ""}.`;

function ReportDialog({ report, onClose }: { report: BulkReport; onClose: () => void }) {
  const refused = report.results.filter((each) => !each.done);
  return (
    <Dialog title={refused.length ? "No se pudo en todos" : "Listo"} onClose={onClose}>
      <p>{doneSentence(report)}</p>
      {refused.length > 0 && (
        <ul className={css.refused} aria-label="Tickets en los que no se pudo">
          {refused.map(({ number, detail }) => (
            <li key={number}>
              <strong className="num">{number}</strong>: {detail}
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}

interface StepDialogProps {
  count: number;
  busy: boolean;
  error: unknown;
  send: (step: Omit<BulkStep, "tickets">) => void;
  close: (form: OpenForm) => void;
}

function NoteDialog({ count, busy, error, send, close }: StepDialogProps) {
  const [text, setText] = useState("");
  return (
    <FormDialog
      title={`Anotar en ${countPhrase(count, "ticket", "tickets")}`}
      submitLabel="Anotar"
      canSubmit={text.trim() !== ""}
      busy={busy}
      error={error}
      onSubmit={() => send({ step: "note", text: text.trim() })}
      onClose={() => close(null)}
    >
      <Textarea
        label="Nota"
        description="Queda igual en la historia de cada uno. No la ve el peticionario."
        value={text}
        maxLength={8000}
        autosize
        minRows={3}
        data-first
        onChange={(event) => setText(event.currentTarget.value)}
      />
    </FormDialog>
  );
}

function AssignDialog({ first, count, busy, error, send, close }: StepDialogProps & { first: string }) {
  const { data, error: unread } = useTicket(first);
  const [owner, setOwner] = useState("");
  const choices = data ? assigneeChoices(data) : [];
  return (
    <FormDialog
      title={`Asignar ${countPhrase(count, "ticket", "tickets")}`}
      submitLabel="Asignar"
      canSubmit={owner !== ""}
      busy={busy}
      error={error ?? unread}
      onSubmit={() => send({ step: "assign", owner })}
      onClose={() => close(null)}
    >
      {!data && !unread && <Loading label="Leyendo a quiénes se pueden asignar…" />}
      {data && (
        <NativeSelect
          label="A quién"
          description={`Los que atienden el nivel del ticket ${first}. Los que esa persona no puede atender quedan dichos.`}
          data={[
            { value: "", label: choices.length ? "Elija a una persona" : "No hay a quién asignarlos" },
            ...choices,
          ]}
          value={owner}
          data-first
          onChange={(event) => setOwner(event.currentTarget.value)}
        />
      )}
    </FormDialog>
  );
}
