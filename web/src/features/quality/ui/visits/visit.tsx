/** One visit: its form while it is written, its content once it is signed, and the findings that came from it. */
import { useQuery } from "@tanstack/react-query";
import { useFindings } from "../../../../api/findings";
import { ApiProblem } from "../../../../api/problem";
import { accountQuery } from "../../../../api/queries";
import { useVisit, type Visit } from "../../../../api/visits";
import { serverClock } from "../../../../clock";
import { Link } from "../../../../components/link";
import { Empty, Failure, Loading } from "../../../../components/load-states";
import { TechnicalDetails } from "../../../../components/technical-details";
import { momentPhrase } from "../../../../formats";
import { labelOf, useLabels, useLineName } from "../../../../labels";
import { findingPath } from "../../model/findings";
import { RegisterButton } from "../findings/register-button";
import { FindingStateTag, TermTag } from "../findings/tags";
import css from "../quality.module.css";
import own from "./visits.module.css";
import { VisitHeading } from "./heading";
import { VisitEditor } from "./visit-form";
import { t } from "../../../../i18n/translate";

export function VisitPage({ id }: { id: string }) {
  const { data, error, refetch } = useVisit(id);
  const user = useQuery(accountQuery).data?.user ?? "";
  const isUnknown = error instanceof ApiProblem && (error.status === 404 || error.status === 400);
  return (
    <>
      <p>
        <Link to="/calidad/visitas">{t("Volver a las visitas")}</Link>
      </p>
      {!data && <h1 className="unseen">{t("Visita de calidad")}</h1>}
      {isUnknown ? (
        <Empty title={t("No hay ninguna visita con ese número")}>{t("Elija una de la lista.")}</Empty>
      ) : error && !data ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer la visita.")} />
      ) : !data ? (
        <Loading label={t("Leyendo la visita…")} />
      ) : (
        <>
          {data.acts.includes("save") ? <VisitEditor visit={data} user={user} /> : <SignedVisit visit={data} />}
          {data.state !== "discarded" && <VisitFindings visit={data} />}
        </>
      )}
    </>
  );
}

function SignedVisit({ visit }: { visit: Visit }) {
  const labels = useLabels();
  const lineName = useLineName();
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="visita">
      <VisitHeading visit={visit} />
      {visit.discard_reason && (
        <p className={css.note}>{t("Se descartó: {discard_reason}", { discard_reason: visit.discard_reason })}</p>
      )}
      {visit.form.notice && <p className={css.note}>{visit.form.notice}</p>}
      <dl className={css.facts}>
        <dt>{t("Lugar")}</dt>
        <dd>{visit.place || "–"}</dd>
        <dt>{t("Línea")}</dt>
        <dd>{visit.line ? lineName(visit.line) : t("Todas")}</dd>
        <dt>{t("Canal")}</dt>
        <dd>{visit.channel ? labelOf(labels.evaluation_channels, visit.channel) : t("Todos")}</dd>
        <dt>{t("Asistieron")}</dt>
        <dd>
          {visit.attendees.map(({ name, position }) => (position ? `${name} (${position})` : name)).join("; ") || "–"}
        </dd>
        <dt>{t("Formulario")}</dt>
        <dd>
          {visit.form.name}, {visit.form.version_label}
        </dd>
        {visit.signed_at && (
          <>
            <dt>{t("Firmada")}</dt>
            <dd>
              {visit.visitor_name}, {momentPhrase(visit.signed_at, serverClock.now())}
            </dd>
          </>
        )}
      </dl>
      {visit.form.sections.map((section) => (
        <div key={section.id}>
          <h2>{section.name}</h2>
          <dl className={own.answers}>
            {section.questions.map(({ id, name }) => (
              <div key={id}>
                <dt>{name}</dt>
                <dd>
                  <strong data-no={visit.answers[id] === "no" || undefined}>
                    {visit.answers[id] ? labelOf(labels.visit_answers, visit.answers[id]) : t("Sin responder")}
                  </strong>
                  {visit.notes[id] && <span className={own.note}>{visit.notes[id]}</span>}
                </dd>
              </div>
            ))}
          </dl>
        </div>
      ))}
      {visit.observations && (
        <>
          <h2>{t("Observaciones")}</h2>
          <p className={own.prose}>{visit.observations}</p>
        </>
      )}
      {visit.digest && (
        <TechnicalDetails about={t("de la visita")}>
          <dl className={css.facts}>
            <dt>{t("SHA-256 de lo firmado")}</dt>
            <dd className={css.hash}>{visit.digest}</dd>
          </dl>
        </TechnicalDetails>
      )}
    </section>
  );
}

function VisitFindings({ visit }: { visit: Visit }) {
  const { data, error, refetch } = useFindings({ source: "visit", reference: visit.id, sort: "found_at" });
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="de-la-visita">
      <header>
        <h2 id="de-la-visita" className={css.grow}>
          {t("Hallazgos de la visita")}
        </h2>
        <RegisterButton source="visita" reference={visit.id} />
      </header>
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer los hallazgos.")} />
      ) : !data ? (
        <Loading label={t("Leyendo los hallazgos…")} />
      ) : data.findings.length === 0 ? (
        <Empty title={t("Todavía no hay hallazgos de esta visita")} />
      ) : (
        <ul className={own.findings}>
          {data.findings.map((each) => (
            <li key={each.id}>
              <Link to={findingPath(each.id)}>
                <span className="num">{each.id}</span> {each.kind_name}, {each.severity_name.toLowerCase()}
              </Link>{" "}
              <FindingStateTag state={each.state} /> <TermTag finding={each} />
              <span className={css.below}>
                {each.area_name}, {each.owner_name}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
