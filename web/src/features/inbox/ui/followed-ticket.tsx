/** A ticket that somebody follows without reading it: where it is and until when. Its customer's data stay closed. */
import type { TicketTold } from "../../../api/tickets";
import { useStatus } from "../../../api/ticket-status";
import { Failure, Loading } from "../../../components/load-states";
import { StatusSummary } from "../../../components/ticket-status-summary";
import css from "./inbox.module.css";
import { Steps } from "./step-panel";

export function Followed({ ticket }: { ticket: TicketTold }) {
  const { data, error, refetch } = useStatus(ticket.number);
  return (
    <>
      <section aria-labelledby="pide" className={css.part}>
        <h3 id="pide">{[ticket.kind_name, ticket.theme_name, ticket.subtheme_name].filter(Boolean).join(" · ")}</h3>
        {error ? <Failure error={error} again={() => void refetch()} what="No se pudo leer cómo va." />
          : !data ? <Loading what="Leyendo cómo va…" />
          : <StatusSummary status={data} />}
        <p className="quiet small">El texto, los datos de quien pide y la historia se abren en una llamada en la que usted verifique su titularidad.</p>
      </section>
      {ticket.steps.length > 0 && <Steps ticket={ticket} />}
    </>
  );
}
