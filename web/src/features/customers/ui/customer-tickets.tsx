/** The tickets of a verified customer, open ones first; each opens its status. */
import { useCustomerTickets } from "../../../api/ticket-status";
import type { TicketRow } from "../../../api/tickets";
import { countOpenTickets } from "../../tickets/model/ticket-status";
import { countPhrase, shortDateOfDay } from "../../../formats";
import { useLabels } from "../../../labels";
import { topicLabel } from "../../tickets/model/ticket-labels";
import { Failure, Loading } from "../../../components/load-states";
import css from "../../../components/side-panel.module.css";
import { t } from "../../../i18n/translate";

export function CustomerTickets({ customer, open }: { customer: string; open: (number: string) => void }) {
  const { data, error, refetch } = useCustomerTickets(customer);
  const running = countOpenTickets(data?.tickets ?? []);
  return (
    <section className={css.stack} aria-labelledby="radicados">
      <h4 id="radicados" className={css.part}>
        {t("Radicados")}
        {data && data.tickets.length > 0 && (
          <span className="quiet"> · {countPhrase(running, "abierto", "abiertos")}</span>
        )}
      </h4>
      {error ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer sus radicados.")} />
      ) : !data ? (
        <Loading label={t("Trayendo sus radicados…")} />
      ) : data.tickets.length === 0 ? (
        <p className="quiet">{t("No ha presentado peticiones.")}</p>
      ) : (
        <ul className={css.tickets}>
          {data.tickets.map((each) => (
            <li key={each.number}>
              <TicketItem ticket={each} open={open} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function TicketItem({ ticket, open }: { ticket: TicketRow; open: (number: string) => void }) {
  const { ticket_states } = useLabels();
  const running = ticket.status === "open";
  return (
    <button
      type="button"
      onClick={() => open(ticket.number)}
      data-open={running || undefined}
      data-light={running ? ticket.light : undefined}
    >
      <strong className="num">{ticket.number}</strong>
      <span>{topicLabel(ticket)}</span>
      <span className="quiet">{ticket_states[ticket.state]}</span>
      <span className="num">{running ? shortDateOfDay(ticket.due_on) : "–"}</span>
    </button>
  );
}
