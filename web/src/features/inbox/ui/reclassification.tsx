/** Another topic for a ticket: chosen by typing, with the last day that it would have before anybody decides. */
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
        label="De qué se trata"
        meaning={topic ? " " : undefined}
        typology={typology}
        value={topic}
        error={error}
        onChange={(value) => dispatch({ type: "typed", field: "topic", value })}
      />
      <div role="status">
        {!topic ? null : preview.error ? (
          <Failure error={preview.error} title="Esa tipología no se puede poner." />
        ) : !shownPreview ? (
          <Loading label="Contando el término…" />
        ) : (
          <DueDatePreview ticket={ticket} told={shownPreview} />
        )}
      </div>
      {shownPreview && shownPreview.new_area !== shownPreview.area && (
        <Checkbox
          label={`Cambiar también el área a la que se escala: ${shownPreview.new_area_name ?? "ninguna"}`}
          description={`Si no, sigue ${shownPreview.area_name ?? "sin área"}.`}
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
  email: "Al corregir, a quien pide se le escribe un correo con el nuevo día.",
  letter: "Al corregir, se escribe una carta con el nuevo día a quien pide: envíela desde «Cartas».",
  nobody: "A quien pide no se le escribe: si se le dijo ese día, avísele.",
};

/** The day that it would have, whether that is over, and what the petitioner was told. */
function DueDatePreview({ ticket, told }: { ticket: TicketDetail; told: ReclassificationPreview }) {
  if (ticket.state === "incomplete")
    return <p className="small">El término sigue detenido hasta que se complete la petición.</p>;
  if (told.due_on === told.due_before)
    return (
      <p className="small">
        Sigue venciendo el <strong>{weekdayAndDateOfDay(told.due_on)}</strong>: {told.legal_kind_name}.
      </p>
    );
  return (
    <div className={css.term} data-light={told.passed ? "overdue" : undefined}>
      <p>
        Vencería el <strong>{weekdayAndDateOfDay(told.due_on)}</strong>
        {told.passed && (
          <strong>: ese día ya pasó, hace {countPhrase(told.days_late, "día hábil", "días hábiles")}</strong>
        )}
        .
      </p>
      <p className="small">
        Hoy vence el {weekdayAndDateOfDay(told.due_before)}. {NOTICE_SENTENCES[told.told_by ?? "nobody"]}
      </p>
      <p className="small quiet">
        Contado desde el {weekdayAndDateOfDay(ticket.term.received_on)}, día en que se recibió: {told.legal_kind_name}.{" "}
        {told.basis}.
      </p>
    </div>
  );
}
