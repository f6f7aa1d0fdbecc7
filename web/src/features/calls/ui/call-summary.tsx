/** The summary of a call: who, when, menu, waits, advisors, topic, tickets and survey, by their names. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { accountQuery } from "../../../api/queries";
import { Link } from "../../../components/link";
import { duration, timeOfDayWithSeconds, weekdayAndDate } from "../../../formats";
import { inSentence, outcomeLabel, useLabels } from "../../../labels";
import { customerPath } from "../../customers/model/customer-path";
import { CallClient } from "../../large-clients/ui/badge";
import { ItemEvaluations, useItemEvaluations } from "../../quality/ui/item-evaluations";
import {
  type CallDetail,
  type CallSummary,
  callLength,
  choicePath,
  talkPhrase,
  talkTotal,
  topicPhrase,
  waitPhrase,
} from "../model/summary";
import css from "./calls.module.css";

export function CallSummaryList({ call }: { call: CallDetail }) {
  const labels = useLabels();
  const { summary } = call;
  const length = callLength(call);
  const total = talkTotal(call);
  return (
    <section aria-labelledby="resumen">
      <h3 id="resumen" className="unseen">
        Resumen
      </h3>
      <dl className={css.summary}>
        <Row name="Resultado">
          <strong>{call.set_aside ? "Tráfico anómalo" : outcomeLabel(labels, call.outcome)}</strong>
          {length !== null && <> · duró {duration(length)}</>}
        </Row>
        <Row name="Cuándo">
          {weekdayAndDate(call.arrived_at)}, <span className="num">{timeOfDayWithSeconds(call.arrived_at)}</span>
          {!call.in_hours && ", fuera de horario"}
        </Row>
        <Row name="Quien llama">
          <Caller summary={summary} />
          <CallClient call={call.id} />
        </Row>
        <Row name="Línea y menú">
          {summary.line_name}
          <br />
          {choicePath(summary)}
        </Row>
        <Row name={summary.waits.length > 1 ? "Esperas" : "Espera"}>
          <Lines none="No esperó en ninguna cola" lines={summary.waits.map((each) => waitPhrase(each, labels))} />
        </Row>
        <Row name={summary.talks.length > 1 ? "Asesores" : "Asesor"}>
          <Lines none="Nadie la atendió" lines={summary.talks.map(talkPhrase)} />
          {total && <p className="quiet small">{total}</p>}
        </Row>
        <Row name="Tipificación">
          {summary.topic ? (
            <>
              {topicPhrase(summary.topic)} <span className="quiet small">· por {summary.topic.by_name}</span>
            </>
          ) : (
            <span className="quiet">Sin tipificar</span>
          )}
        </Row>
        <Row name={summary.tickets.length > 1 ? "Tickets" : "Ticket"}>
          <Tickets tickets={summary.tickets} />
        </Row>
        <QualityRow call={call.id} />
        {summary.survey && (
          <Row name="Encuesta">
            {summary.survey.result ? labels.survey_results[summary.survey.result] : "La está contestando"}
            <Lines
              none=""
              lines={summary.survey.answers.map((each) => `${each.question_name}: ${inSentence(each.answer_name)}`)}
            />
          </Row>
        )}
      </dl>
    </section>
  );
}

function QualityRow({ call }: { call: string }) {
  const evaluations = useItemEvaluations({ channel: "phone", item: call });
  if (!evaluations.length) return null;
  return (
    <Row name="Calidad">
      <ItemEvaluations evaluations={evaluations} />
    </Row>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Lines({ lines, none }: { lines: string[]; none: string }) {
  if (!lines.length) return none ? <span className="quiet">{none}</span> : null;
  return (
    <ul>
      {lines.map((each, index) => (
        <li key={index}>{each}</li>
      ))}
    </ul>
  );
}

/** The verified customer, with a link for users who may open the record, and the caller's number. */
function Caller({ summary: { customer, caller } }: { summary: CallSummary }) {
  const permissions = useQuery(accountQuery).data?.permissions ?? [];
  const opens = permissions.includes("customer.read") && permissions.includes("customer.without_call");
  if (!customer)
    return (
      <>
        <span className="num">{caller}</span>
        <br />
        <span className="quiet small">Sin identidad verificada en la llamada</span>
      </>
    );
  return (
    <>
      {opens ? <Link to={customerPath(customer.id)}>{customer.name}</Link> : customer.name}
      <br />
      <span className="quiet small num">
        {customer.document_kind} {customer.document} · {caller} · identidad verificada
      </span>
    </>
  );
}

function Tickets({ tickets }: { tickets: CallSummary["tickets"] }) {
  const reads = useQuery(accountQuery).data?.permissions.includes("ticket.read");
  if (!tickets.length) return <span className="quiet">No se radicó ninguno</span>;
  return (
    <ul>
      {tickets.map(({ number, topic }) => (
        <li key={number}>
          {reads ? (
            <Link to={`/bandeja/${number}`} className="num">
              {number}
            </Link>
          ) : (
            <span className="num">{number}</span>
          )}
          {topic && <span className="quiet small"> {topic}</span>}
        </li>
      ))}
    </ul>
  );
}
