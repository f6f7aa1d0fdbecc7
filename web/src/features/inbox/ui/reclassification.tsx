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
import { rich, t } from "../../../i18n/translate";

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
        label={t("Tipología")}
        meaning={topic ? " " : undefined}
        typology={typology}
        value={topic}
        error={error}
        onChange={(value) => dispatch({ type: "typed", field: "topic", value })}
      />
      <div role="status">
        {!topic ? null : preview.error ? (
          <Failure error={preview.error} title={t("No se puede usar esa tipología.")} />
        ) : !shownPreview ? (
          <Loading label={t("Contando el término…")} />
        ) : (
          <DueDatePreview ticket={ticket} next={shownPreview} />
        )}
      </div>
      {shownPreview && shownPreview.new_area !== shownPreview.area && (
        <Checkbox
          label={t("Cambiar también el área a la que se escala: {new_area_name}", {
            new_area_name: shownPreview.new_area_name ?? t("ninguna"),
          })}
          description={t("Si no lo cambia, sigue {area_name}.", { area_name: shownPreview.area_name ?? t("sin área") })}
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
  email: t("Al corregir, se envía un correo al peticionario con el nuevo día."),
  letter: t("Al corregir, se escribe una carta al peticionario con el nuevo día: envíela desde «Cartas»."),
  nobody: t("No se escribe al peticionario. Si le dieron ese día, avísele el nuevo."),
};

/** The new due date, whether it has passed, and how the petitioner will be informed. */
function DueDatePreview({ ticket, next }: { ticket: TicketDetail; next: ReclassificationPreview }) {
  if (ticket.state === "incomplete")
    return <p className="small">{t("El término sigue detenido hasta que se complete la petición.")}</p>;
  if (next.due_on === next.due_before)
    return (
      <p className="small">
        {rich("Sigue venciendo el {due_on}: {legal_kind_name}.", {
          due_on: <strong>{weekdayAndDateOfDay(next.due_on)}</strong>,
          legal_kind_name: next.legal_kind_name,
        })}
      </p>
    );
  return (
    <div className={css.term} data-light={next.passed ? "overdue" : undefined}>
      <p>
        {rich("Vencería el {due_on}{days_late}.", {
          due_on: <strong>{weekdayAndDateOfDay(next.due_on)}</strong>,
          days_late: next.passed && (
            <strong>
              {t(": ese día ya pasó, hace {days_late}", {
                days_late: countPhrase(next.days_late, "día hábil", "días hábiles"),
              })}
            </strong>
          ),
        })}
      </p>
      <p className="small">
        {t("Hoy vence el {due_before}. {noticeSentences}", {
          due_before: weekdayAndDateOfDay(next.due_before),
          noticeSentences: NOTICE_SENTENCES[next.told_by ?? "nobody"],
        })}
      </p>
      <p className="small quiet">
        {t("Contado desde el {received_on}, día en que se recibió: {legal_kind_name}. {basis}.", {
          received_on: weekdayAndDateOfDay(ticket.term.received_on),
          legal_kind_name: next.legal_kind_name,
          basis: next.basis,
        })}
      </p>
    </div>
  );
}
