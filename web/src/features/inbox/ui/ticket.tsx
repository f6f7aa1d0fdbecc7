/** One ticket: what is asked, until when, what can be done with it now, what is attached, and its whole history. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useCustomer } from "../../../api/customers";
import { accountQuery } from "../../../api/queries";
import { type TicketTold, useHistory, useTicket } from "../../../api/tickets";
import { serverClock } from "../../../clock";
import { moment, weekdayOfDay } from "../../../formats";
import { storyOf } from "../model/history";
import { CHANNELS, termWords, whereWords } from "../../tickets/model/ticket-labels";
import { Failure, Loading } from "../../../components/load-states";
import { go } from "../../../router";
import { Attachments } from "./attachments";
import { Followed } from "./followed-ticket";
import { Happened, Left, ReadOut } from "./history-entries";
import css from "./inbox.module.css";
import { Letters } from "./letters";
import { Lookups } from "./ticket-lookups";
import { TiedTo } from "./related-links";
import { Steps } from "./step-panel";

export function Ticket({ number }: { number: string }) {
  const { data, error, refetch } = useTicket(number);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), [number]);
  return (
    <aside className={`panel ${css.ticket}`} aria-labelledby="ticket">
      <header>
        <h2 id="ticket" ref={title} tabIndex={-1} className="num">{number}</h2>
        {data?.opened && <a href={`/api/v1/tickets/${encodeURIComponent(number)}/receipt`} target="_blank" rel="noreferrer">Constancia (PDF)</a>}
        <button type="button" className={css.close} aria-label="Cerrar el ticket" onClick={() => go("/bandeja")}>✕</button>
      </header>
      {error && !data ? <Failure error={error} again={() => void refetch()} what="No se pudo leer este ticket." />
        : !data ? <Loading what="Leyendo el ticket…" />
        : data.opened ? <Read ticket={data} /> : <Followed ticket={data} />}
    </aside>
  );
}

function Read({ ticket }: { ticket: TicketTold }) {
  return (
    <>
      <Term ticket={ticket} />
      <Asked ticket={ticket} />
      <Steps ticket={ticket} />
      <Lookups ticket={ticket} />
      <Attachments number={ticket.number} />
      {ticket.text !== null && !ticket.email && <Letters number={ticket.number} />}
      <History number={ticket.number} />
    </>
  );
}

function Term({ ticket }: { ticket: TicketTold }) {
  const closed = ticket.state === "closed";
  const [head, more] = termWords(ticket);
  const where = whereWords(ticket, serverClock.now());
  const late = ticket.light === "overdue";
  return (
    <div className={css.term} data-light={closed ? undefined : ticket.light}>
      <p>{closed ? <strong>{where}</strong> : <><strong>{head}</strong>{more}</>}</p>
      {!closed && <p>{where}.</p>}
      {(closed || !late) && <p className="small">{ticket.state === "incomplete" ? "Último día para completarla" : "Último día para responder"}: {weekdayOfDay(ticket.due_on)}{ticket.term.extended && ", ya con la prórroga"}.</p>}
      <p className="small quiet">{capital(ticket.term.legal_kind_name)}. {ticket.term.basis}.</p>
      {ticket.term.silence && <p className="small">Si no se responde, el {weekdayOfDay(ticket.term.silence.granted_on)} se da por aceptada y las copias se entregan hasta el {weekdayOfDay(ticket.term.silence.copies_by)}.</p>}
    </div>
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function Asked({ ticket }: { ticket: TicketTold }) {
  return (
    <section aria-labelledby="pide" className={css.part}>
      <h3 id="pide">{[ticket.kind_name, ticket.theme_name, ticket.subtheme_name].filter(Boolean).join(" · ")}</h3>
      <p className="quiet small">{CHANNELS[ticket.channel] ?? ticket.channel} · radicado {moment(ticket.filed_at, serverClock.now())} · recibió {ticket.received_by}{ticket.caller && <> · <span className="num">{ticket.caller}</span></>}</p>
      <p className={css.text}>{ticket.text ?? "Su perfil no puede leer el texto."}</p>
      <Petitioner ticket={ticket} />
      <TiedTo ticket={ticket} />
      {ticket.answer && (
        <details className={css.more} open={ticket.state === "in_review" || ticket.state === "ready"}>
          <summary>{ticket.state === "closed" || ticket.state === "sending" ? "Respuesta" : "Borrador de la respuesta"}{ticket.response_name && ` · ${ticket.response_name}`}</summary>
          <p className={css.text}>{ticket.answer}</p>
        </details>
      )}
    </section>
  );
}

function Petitioner({ ticket: { petitioner, representative: speaks, customer_id, email, address } }: { ticket: TicketTold }) {
  const may = useQuery(accountQuery).data?.permissions.includes("customer.without_call");
  const customer = useCustomer(may && !petitioner ? (customer_id ?? "") : "", "").data;
  const said = petitioner ? [petitioner.name, petitioner.document] : customer ? [customer.name, customer.document.text] : [];
  const whom = said.filter(Boolean).join(", ") || (customer_id ? "Cliente verificado" : "Sin identificar");
  const through = speaks ? ` por medio de ${[speaks.name, speaks.document].filter(Boolean).join(", ")}` : "";
  return <p className="small"><span className="quiet">Pide:</span> {whom}{through} <span className="quiet">· se le responde a:</span> {email ?? address ?? "nadie dijo a dónde"}</p>;
}

function History({ number }: { number: string }) {
  const { data, error, refetch } = useHistory(number);
  return (
    <section aria-labelledby="historia" className={css.part}>
      <h3 id="historia">Historia</h3>
      {error ? <Failure error={error} again={() => void refetch()} what="No se pudo leer la historia." />
        : !data ? <Loading what="Leyendo la historia…" />
        : <ol className={css.history}>{storyOf(data).map((each) => ("by" in each ? <Left key={each.id} number={number} message={each} /> : "version" in each ? <Happened key={each.version} number={number} entry={each} /> : <ReadOut key={`lectura ${each.id}`} reading={each} />))}</ol>}
    </section>
  );
}
