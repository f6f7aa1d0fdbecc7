/** The tickets of a verified customer, the open ones first; each opens how it is going. */
import { useTicketsOf } from "../../../api/ticket-status";
import type { TicketRow } from "../../../api/tickets";
import { openOnes } from "../../tickets/model/ticket-status";
import { counted, shortDateOfDay } from "../../../formats";
import { STATES, topicWords } from "../../tickets/model/ticket-labels";
import { Failure, Loading } from "../../../components/load-states";
import css from "../../../components/side-panel.module.css";

export function CustomerTickets({ customer, open }: { customer: string; open: (number: string) => void }) {
  const { data, error, refetch } = useTicketsOf(customer);
  const running = openOnes(data?.tickets ?? []);
  return (
    <section className={css.stack} aria-labelledby="radicados">
      <h4 id="radicados" className={css.part}>Radicados{data && data.tickets.length > 0 && <span className="quiet"> · {counted(running, "abierto", "abiertos")}</span>}</h4>
      {error ? <Failure error={error} again={() => void refetch()} what="No se pudieron leer sus radicados." />
        : !data ? <Loading what="Trayendo sus radicados…" />
        : data.tickets.length === 0 ? <p className="quiet">No ha presentado peticiones.</p>
        : <ul className={css.tickets}>{data.tickets.map((each) => <li key={each.number}><Row ticket={each} open={open} /></li>)}</ul>}
    </section>
  );
}

function Row({ ticket, open }: { ticket: TicketRow; open: (number: string) => void }) {
  const running = ticket.status === "open";
  return (
    <button type="button" onClick={() => open(ticket.number)} data-open={running || undefined} data-light={running ? ticket.light : undefined}>
      <strong className="num">{ticket.number}</strong>
      <span>{topicWords(ticket)}</span>
      <span className="quiet">{STATES[ticket.state]}</span>
      <span className="num">{running ? shortDateOfDay(ticket.due_on) : "–"}</span>
    </button>
  );
}
