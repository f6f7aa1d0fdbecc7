/** Another topic for a ticket: chosen by typing, with the last day that it would have before anybody decides. */
import { Checkbox } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { Typology } from "../../../api/types";
import type { Foretold, TicketTold } from "../../../api/tickets";
import { counted, weekdayOfDay } from "../../../formats";
import { type Doing, type DoingEvent, missing } from "../model/step-draft";
import { Failure, Loading } from "../../../components/load-states";
import { Topic } from "../../tickets/ui/topic-select";
import css from "./inbox.module.css";

interface Props {
  ticket: TicketTold;
  typology: Typology | undefined;
  foretold: UseQueryResult<Foretold>;
  doing: Doing;
  tell: (event: DoingEvent) => void;
}

export function Reclassify({ ticket, typology, foretold, doing, tell }: Props) {
  const topic = doing.typed.topic ?? "";
  const error = doing.tried ? missing(doing).topic : undefined;
  const told = topic ? foretold.data : undefined;
  return (
    <>
      <Topic id="paso-topic" label="De qué se trata" meaning={topic ? " " : undefined} typology={typology} value={topic} error={error} onChange={(value) => tell({ type: "typed", field: "topic", value })} />
      <div role="status">
        {!topic ? null
          : foretold.error ? <Failure error={foretold.error} what="Esa tipología no se puede poner." />
          : !told ? <Loading what="Contando el término…" />
          : <Foretelling ticket={ticket} told={told} />}
      </div>
      {told && told.new_area !== told.area && (
        <Checkbox label={`Cambiar también el área a la que se escala: ${told.new_area_name ?? "ninguna"}`} description={`Si no, sigue ${told.area_name ?? "sin área"}.`}
          checked={doing.typed.change_area === "yes"} onChange={(event) => tell({ type: "typed", field: "change_area", value: event.currentTarget.checked ? "yes" : "" })} />
      )}
    </>
  );
}

const TOLD_BY = {
  email: "Al corregir, a quien pide se le escribe un correo con el nuevo día.",
  letter: "Al corregir, se escribe una carta con el nuevo día a quien pide: envíela desde «Cartas».",
  nobody: "A quien pide no se le escribe: si se le dijo ese día, avísele.",
};

/** The day that it would have, whether that is over, and what the petitioner was told. */
function Foretelling({ ticket, told }: { ticket: TicketTold; told: Foretold }) {
  if (ticket.state === "incomplete") return <p className="small">El término sigue detenido hasta que se complete la petición.</p>;
  if (told.due_on === told.due_before) return <p className="small">Sigue venciendo el <strong>{weekdayOfDay(told.due_on)}</strong>: {told.legal_kind_name}.</p>;
  return (
    <div className={css.term} data-light={told.passed ? "overdue" : undefined}>
      <p>Vencería el <strong>{weekdayOfDay(told.due_on)}</strong>{told.passed && <strong>: ese día ya pasó, hace {counted(told.days_late, "día hábil", "días hábiles")}</strong>}.</p>
      <p className="small">Hoy vence el {weekdayOfDay(told.due_before)}. {TOLD_BY[told.told_by ?? "nobody"]}</p>
      <p className="small quiet">Contado desde el {weekdayOfDay(ticket.term.received_on)}, día en que se recibió: {told.legal_kind_name}. {told.basis}.</p>
    </div>
  );
}
