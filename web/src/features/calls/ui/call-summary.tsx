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
import { t } from "../../../i18n/translate";

export function CallSummaryList({ call }: { call: CallDetail }) {
  const labels = useLabels();
  const { summary } = call;
  const length = callLength(call);
  const total = talkTotal(call);
  return (
    <section aria-labelledby="resumen">
      <h3 id="resumen" className="unseen">
        {t("Resumen")}
      </h3>
      <dl className={css.summary}>
        <Row name={t("Resultado")}>
          <strong>{call.set_aside ? t("Tráfico anómalo") : outcomeLabel(labels, call.outcome)}</strong>
          {length !== null && <> {t("· duró {length}", { length: duration(length) })}</>}
        </Row>
        <Row name={t("Cuándo")}>
          {weekdayAndDate(call.arrived_at)}, <span className="num">{timeOfDayWithSeconds(call.arrived_at)}</span>
          {!call.in_hours && t(", fuera de horario")}
        </Row>
        <Row name={t("Quien llama")}>
          <Caller summary={summary} />
          <CallClient call={call.id} />
        </Row>
        <Row name={t("Línea y menú")}>
          {summary.line_name}
          <br />
          {choicePath(summary)}
        </Row>
        <Row name={summary.waits.length > 1 ? t("Esperas") : t("Espera")}>
          <Lines none={t("No esperó en ninguna cola")} lines={summary.waits.map((each) => waitPhrase(each, labels))} />
        </Row>
        <Row name={summary.talks.length > 1 ? t("Asesores") : t("Asesor")}>
          <Lines none={t("Nadie la atendió")} lines={summary.talks.map(talkPhrase)} />
          {total && <p className="quiet small">{total}</p>}
        </Row>
        <Row name={t("Tipificación")}>
          {summary.topic ? (
            <>
              {topicPhrase(summary.topic)}{" "}
              <span className="quiet small">{t("· por {by_name}", { by_name: summary.topic.by_name })}</span>
            </>
          ) : (
            <span className="quiet">{t("Sin tipificar")}</span>
          )}
        </Row>
        <Row name={summary.tickets.length > 1 ? t("Tickets") : t("Ticket")}>
          <Tickets tickets={summary.tickets} />
        </Row>
        <QualityRow call={call.id} />
        {summary.survey && (
          <Row name={t("Encuesta")}>
            {summary.survey.result ? labels.survey_results[summary.survey.result] : t("La está contestando")}
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
    <Row name={t("Calidad")}>
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
        <span className="quiet small">{t("Sin identidad verificada en la llamada")}</span>
      </>
    );
  return (
    <>
      {opens ? <Link to={customerPath(customer.id)}>{customer.name}</Link> : customer.name}
      <br />
      <span className="quiet small num">
        {t("{document_kind} {document} · {caller} · identidad verificada", {
          document_kind: customer.document_kind,
          document: customer.document,
          caller,
        })}
      </span>
    </>
  );
}

function Tickets({ tickets }: { tickets: CallSummary["tickets"] }) {
  const reads = useQuery(accountQuery).data?.permissions.includes("ticket.read");
  if (!tickets.length) return <span className="quiet">{t("No se radicó ninguno")}</span>;
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
