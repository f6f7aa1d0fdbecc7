/** A ticket that the user follows but may not read: its state and due date. The customer's data are not shown. */
import type { TicketDetail } from "../../../api/tickets";
import { useTicketStatus } from "../../../api/ticket-status";
import { Failure, Loading } from "../../../components/load-states";
import { TicketStatusSummary } from "../../../components/ticket-status-summary";
import css from "./inbox.module.css";
import { StepPanel } from "./step-panel";
import { t } from "../../../i18n/translate";

export function FollowedTicket({ ticket }: { ticket: TicketDetail }) {
  const { data, error, refetch } = useTicketStatus(ticket.number);
  return (
    <>
      <section aria-labelledby="pide" className={css.part}>
        <h3 id="pide">{[ticket.kind_name, ticket.theme_name, ticket.subtheme_name].filter(Boolean).join(" · ")}</h3>
        {error ? (
          <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer el estado del ticket.")} />
        ) : !data ? (
          <Loading label={t("Leyendo el estado…")} />
        ) : (
          <TicketStatusSummary status={data} />
        )}
        <p className="quiet small">
          {t(
            "Para abrir el texto, los datos del peticionario y la historia, verifique en una llamada la identidad del cliente.",
          )}
        </p>
      </section>
      {ticket.steps.length > 0 && <StepPanel ticket={ticket} />}
    </>
  );
}
