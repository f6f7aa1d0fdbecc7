/** One ticket: the petition, its term, the steps, the attachments and the whole history. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useCustomer } from "../../../api/customers";
import { useTicketArticles } from "../../../api/knowledge";
import { accountQuery } from "../../../api/queries";
import { type TicketDetail, useTicketHistory, useTicket } from "../../../api/tickets";
import { serverClock } from "../../../clock";
import { momentPhrase, shortDateOfDay, timeOfDay, weekdayAndDateOfDay } from "../../../formats";
import { ticketTimeline } from "../model/history";
import { useLabels } from "../../../labels";
import { needsReview } from "../../tickets/model/steps";
import { petitionerName, termLabel, locationSentence } from "../../tickets/model/ticket-labels";
import { TechnicalDetails } from "../../../components/technical-details";
import { Failure, Loading } from "../../../components/load-states";
import { navigate } from "../../../router";
import { TicketKnowledge } from "../../knowledge/ui/ticket-knowledge";
import { BeginButton } from "../../quality/ui/begin-button";
import { TicketClient } from "../../large-clients/ui/badge";
import { ItemEvaluations, useItemEvaluations } from "../../quality/ui/item-evaluations";
import { Attachments } from "./attachments";
import { FollowedTicket } from "./followed-ticket";
import { ArticleReadingItem, HistoryEntryItem, TicketMessageItem, StatusReadingItem } from "./history-entries";
import css from "./inbox.module.css";
import { Letters } from "./letters";
import { LinkedTickets } from "./linked-tickets";
import { TicketLookups } from "./ticket-lookups";
import { RelatedLinks } from "./related-links";
import { StepPanel } from "./step-panel";
import { UrgencyBadge } from "./urgency-badge";
import { addressOf } from "../../../practice-mode";
import { rich, t } from "../../../i18n/translate";

export default function Ticket({ id: number }: { id: string }) {
  const { data, error, refetch } = useTicket(number);
  const title = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another ticket takes the focus
  useEffect(() => title.current?.focus(), [number]);
  return (
    <aside className={`panel ${css.ticket}`} aria-labelledby="ticket">
      <header>
        <hgroup>
          <h2 id="ticket" ref={title} tabIndex={-1} className="num">
            {number}
          </h2>
          {data?.opened && <p className={css.who}>{petitionerName(data)}</p>}
        </hgroup>
        {data?.opened && (
          <a href={addressOf(`/api/v1/tickets/${encodeURIComponent(number)}/receipt`)} target="_blank" rel="noreferrer">
            {t("Constancia (PDF)")}
          </a>
        )}
        <button
          type="button"
          className={css.close}
          aria-label={t("Cerrar el ticket")}
          onClick={() => navigate(`/bandeja${location.search}`)}
        >
          ✕
        </button>
      </header>
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer este ticket.")} />
      ) : !data ? (
        <Loading label={t("Leyendo el ticket…")} />
      ) : data.opened ? (
        <TicketBody ticket={data} />
      ) : (
        <FollowedTicket ticket={data} />
      )}
    </aside>
  );
}

function TicketBody({ ticket }: { ticket: TicketDetail }) {
  return (
    <>
      <TicketClient number={ticket.number} />
      <TermSummary ticket={ticket} />
      <PetitionSection ticket={ticket} />
      <StepPanel ticket={ticket} />
      <KnowledgeSection ticket={ticket} />
      <QualitySection number={ticket.number} />
      {ticket.state === "closed" && <BeginButton channel="written" item={ticket.number} />}
      <TicketLookups ticket={ticket} />
      <Attachments number={ticket.number} />
      {ticket.text !== null && !ticket.email && <Letters number={ticket.number} />}
      <HistorySection number={ticket.number} version={ticket.version} />
      <TechnicalDetails about={t("de la petición")}>
        {rich("Versión de la tipología: {typology_version}", {
          typology_version: <span className="num">{ticket.typology_version}</span>,
        })}
      </TechnicalDetails>
    </>
  );
}

function KnowledgeSection({ ticket: { number, state, kind, theme, subtheme } }: { ticket: TicketDetail }) {
  const may = useQuery(accountQuery).data?.permissions.includes("knowledge.read");
  if (!may || state === "closed") return null;
  return <TicketKnowledge number={number} topic={[kind, theme, subtheme].filter(Boolean).join("/")} />;
}

function QualitySection({ number }: { number: string }) {
  const evaluations = useItemEvaluations({ channel: "written", item: number });
  if (!evaluations.length) return null;
  return (
    <section aria-labelledby="calidad" className={css.part}>
      <h3 id="calidad">{t("Calidad")}</h3>
      <ItemEvaluations evaluations={evaluations} />
    </section>
  );
}

function TermSummary({ ticket }: { ticket: TicketDetail }) {
  const labels = useLabels();
  const closed = ticket.state === "closed";
  const [head, more] = termLabel(labels, ticket);
  const where = locationSentence(labels, ticket, serverClock.now());
  const late = ticket.light === "overdue";
  return (
    <div className={css.term} data-light={closed ? undefined : ticket.light}>
      <UrgencyBadge ticket={ticket} />
      <p>
        {closed ? (
          <strong>{where}</strong>
        ) : (
          <>
            <strong>{head}</strong>
            {more}
          </>
        )}
      </p>
      {!closed && <p>{where}.</p>}
      {(closed || !late) && (
        <p className="small">
          {ticket.state === "incomplete" ? t("Último día para completarla") : t("Último día para responder")}:{" "}
          {weekdayAndDateOfDay(ticket.due_on)}
          {ticket.authority_due_at &&
            t(", hasta las {authority_due_at}", { authority_due_at: timeOfDay(ticket.authority_due_at) })}
          {ticket.term.extended && t(", ya con la prórroga")}.
        </p>
      )}
      <p className="small quiet">
        {capitalize(ticket.term.legal_kind_name)}. {ticket.term.basis}.
      </p>
      {ticket.term.silence && (
        <p className="small">
          {t("Si no se responde, el {granted_on} se da por aceptada y las copias se entregan hasta el {copies_by}.", {
            granted_on: weekdayAndDateOfDay(ticket.term.silence.granted_on),
            copies_by: weekdayAndDateOfDay(ticket.term.silence.copies_by),
          })}
        </p>
      )}
    </div>
  );
}

const capitalize = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function PetitionSection({ ticket }: { ticket: TicketDetail }) {
  const { channels } = useLabels();
  return (
    <section aria-labelledby="pide" className={css.part}>
      <h3 id="pide">{[ticket.kind_name, ticket.theme_name, ticket.subtheme_name].filter(Boolean).join(" · ")}</h3>
      <p className="quiet small">
        {t("{channels} · radicado {filed_at} · recibió {received_by}", {
          channels: channels[ticket.channel],
          filed_at: momentPhrase(ticket.filed_at, serverClock.now()),
          received_by: ticket.received_by,
        })}
        {ticket.caller && (
          <>
            {" "}
            · <span className="num">{ticket.caller}</span>
          </>
        )}
      </p>
      <p className={css.text}>{ticket.text ?? t("Su rol no permite leer el texto.")}</p>
      <Petitioner ticket={ticket} />
      <LinkedTickets links={ticket.links} />
      <RelatedLinks ticket={ticket} />
      {ticket.answer && !needsReview(ticket) && (
        <details className={css.more} open={ticket.state === "in_review" || ticket.state === "ready"}>
          <summary>
            {ticket.state === "closed" || ticket.state === "sending" ? t("Respuesta") : t("Borrador de la respuesta")}
            {ticket.response_name && ` · ${ticket.response_name}`}
          </summary>
          <p className={css.text}>{ticket.answer}</p>
        </details>
      )}
    </section>
  );
}

function Petitioner({
  ticket: { petitioner, representative: speaks, mandate, customer_id, email, address, annexes },
}: {
  ticket: TicketDetail;
}) {
  const may = useQuery(accountQuery).data?.permissions.includes("customer.without_call");
  const customer = useCustomer(may && !petitioner ? (customer_id ?? "") : "", "").data;
  const identification = petitioner
    ? [petitioner.name, petitioner.document]
    : customer
      ? [customer.name, customer.document.text]
      : [];
  const whom =
    identification.filter(Boolean).join(", ") || (customer_id ? t("Cliente verificado") : t("Sin identificar"));
  const through = speaks
    ? t(" por medio de {value}", { value: [speaks.name, speaks.document].filter(Boolean).join(", ") })
    : "";
  return (
    <p className="small">
      <span className="quiet">{t("Peticionario:")}</span> {whom}
      {through} <span className="quiet">{t("· respuesta a:")}</span> {email ?? address ?? t("sin dirección")}
      {mandate && (
        <>
          {" "}
          <span className="quiet">{t("· {kind_name}, acreditación:", { kind_name: mandate.kind_name })}</span>{" "}
          {mandate.document}
          {mandate.scope && t(", para {scope}", { scope: mandate.scope })} ({mandate.result_name.toLowerCase()}
          {mandate.until && t(" hasta el {until}", { until: shortDateOfDay(mandate.until) })})
        </>
      )}
      {annexes.length > 0 && (
        <>
          {" "}
          <span className="quiet">{t("· llegó con:")}</span> {annexes.join(", ")}
        </>
      )}
    </p>
  );
}

function HistorySection({ number, version }: { number: string; version: number }) {
  const { data, error, refetch } = useTicketHistory(number, version);
  const may = useQuery(accountQuery).data?.permissions.includes("knowledge.read") ?? false;
  const articles = useTicketArticles(number, may).data?.readings ?? [];
  return (
    <section aria-labelledby="historia" className={css.part}>
      <h3 id="historia">{t("Historia")}</h3>
      {error ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer la historia.")} />
      ) : !data ? (
        <Loading label={t("Leyendo la historia…")} />
      ) : (
        <ol className={css.history}>
          {ticketTimeline(data, articles).map((each) =>
            "article" in each ? (
              <ArticleReadingItem key={`articulo ${each.id}`} reading={each} />
            ) : "by" in each ? (
              <TicketMessageItem key={each.id} number={number} message={each} />
            ) : "version" in each ? (
              <HistoryEntryItem key={each.version} number={number} entry={each} />
            ) : (
              <StatusReadingItem key={`lectura ${each.id}`} reading={each} />
            ),
          )}
        </ol>
      )}
    </section>
  );
}
