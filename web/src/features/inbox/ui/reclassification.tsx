/** Another topic for a ticket: selected by typing, with a preview of the due date that it gives. */
import { Checkbox } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { Typology } from "../../../api/types";
import type { ReclassificationPreview, TicketDetail } from "../../../api/tickets";
import { countPhrase, weekdayAndDateOfDay } from "../../../formats";
import { type StepDraft, type StepDraftEvent, missingFields } from "../model/step-draft";
import { Failure, Loading } from "../../../components/load-states";
import { TopicSelect } from "../../tickets/ui/topic-select";
import css from "./inbox.module.css";

interface ReclassificationProps {
  ticket: TicketDetail;
  typology: Typology | undefined;
  preview: UseQueryResult<ReclassificationPreview>;
  doing: StepDraft;
  dispatch: (event: StepDraftEvent) => void;
}

export function Reclassification({ ticket, typology, preview, doing, dispatch }: ReclassificationProps) {
  const topic = doing.values.topic ?? "";
  const error = doing.attempted ? missingFields(doing).topic : undefined;
  const shownPreview = topic ? preview.data : undefined;
  return (
    <>
      <TopicSelect
        id="paso-topic"
        label="Tipología"
        meaning={topic ? " " : undefined}
        typology={typology}
        value={topic}
        error={error}
        onChange={(value) => dispatch({ type: "typed", field: "topic", value })}
      />
      <div role="status">
        {!topic ? null : preview.error ? (
          <Failure error={preview.error} title="No se puede usar esa tipología." />
        ) : !shownPreview ? (
          <Loading label="Contando el término…" />
        ) : (
          <DueDatePreview ticket={ticket} next={shownPreview} />
        )}
      </div>
      {shownPreview && shownPreview.new_area !== shownPreview.area && (
        <Checkbox
          label={`Cambiar también el área a la que se escala: ${shownPreview.new_area_name ?? "ninguna"}`}
          description={`Si no lo cambia, sigue ${shownPreview.area_name ?? "sin área"}.`}
          checked={doing.values.change_area === "yes"}
          onChange={(event) =>
            dispatch({ type: "typed", field: "change_area", value: event.currentTarget.checked ? "yes" : "" })
          }
        />
      )}
    </>
  );
}

const NOTICE_SENTENCES = {
  email: "Al corregir, se envía un correo al peticionario con el nuevo día.",
  letter: "Al corregir, se escribe una carta al peticionario con el nuevo día: envíela desde «Cartas».",
  nobody: "No se escribe al peticionario. Si le dieron ese día, avísele el nuevo.",
};

/** The new due date, whether it has passed, and how the petitioner will be informed. */
function DueDatePreview({ ticket, next }: { ticket: TicketDetail; next: ReclassificationPreview }) {
  if (ticket.state === "incomplete")
    return <p className="small">El término sigue detenido hasta que se complete la petición.</p>;
  if (next.due_on === next.due_before)
    return (
      <p className="small">
        Sigue venciendo el <strong>{weekdayAndDateOfDay(next.due_on)}</strong>: {next.legal_kind_name}.
      </p>
    );
  return (
    <div className={css.term} data-light={next.passed ? "overdue" : undefined}>
      <p>
        Vencería el <strong>{weekdayAndDateOfDay(next.due_on)}</strong>
        {next.passed && (
          <strong>: ese día ya pasó, hace {countPhrase(next.days_late, "día hábil", "días hábiles")}</strong>
        )}
        .
      </p>
      <p className="small">
        Hoy vence el {weekdayAndDateOfDay(next.due_before)}. {NOTICE_SENTENCES[next.told_by ?? "nobody"]}
      </p>
      <p className="small quiet">
        Contado desde el {weekdayAndDateOfDay(ticket.term.received_on)}, día en que se recibió: {next.legal_kind_name}.{" "}
        {next.basis}.
      </p>
    </div>
  );
}
