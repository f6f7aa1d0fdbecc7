/** One coaching: why it exists, its session, its commitment and its history, with what the reader may do now. */
import { useRef } from "react";
import { type Coaching, useCoaching } from "../../../../api/coaching";
import { ApiProblem } from "../../../../api/problem";
import { serverClock } from "../../../../clock";
import { Confirmation, useConfirmation } from "../../../../components/confirmation";
import { Link } from "../../../../components/link";
import { Empty, Failure, Loading } from "../../../../components/load-states";
import { longDateOfDay, momentPhrase } from "../../../../formats";
import { labelOf, useLabels } from "../../../../labels";
import { OriginTraining } from "../../../training/ui/origin-training";
import { causeText, ownCoachingText, overdueText } from "../../model/coaching";
import { ownEvaluationPath, spokenMoment } from "../../model/feedback";
import { scoreText } from "../../model/signed-evaluation";
import css from "../quality.module.css";
import { CoachingForms } from "./coaching-forms";
import { CoachingStateTag } from "./coaching-state-tag";
import { t } from "../../../../i18n/translate";

interface CoachingPageProps {
  id: string;
  /** Whether the reader is its advisor. */
  own: boolean;
}

export function CoachingPage({ id, own }: CoachingPageProps) {
  const { data, error, refetch } = useCoaching(id, own);
  const isUnknown = error instanceof ApiProblem && (error.status === 404 || error.status === 422);
  return (
    <>
      <p>
        {own ? (
          <Link to="/calidad/mis-acompanamientos">{t("Volver a mis acompañamientos")}</Link>
        ) : (
          <Link to="/calidad/acompanamientos">{t("Volver a los acompañamientos")}</Link>
        )}
      </p>
      {!data && <h1 className="unseen">{t("Acompañamiento")}</h1>}
      {isUnknown ? (
        <Empty title={t("No hay ningún acompañamiento en esta dirección")}>{t("Elija uno de la lista.")}</Empty>
      ) : error && !data ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer el acompañamiento.")} />
      ) : !data ? (
        <Loading label={t("Leyendo el acompañamiento…")} />
      ) : (
        <CoachingSheet coaching={data} own={own} reread={() => void refetch()} />
      )}
    </>
  );
}

function CoachingSheet({ coaching, own, reread }: { coaching: Coaching; own: boolean; reread: () => void }) {
  const [confirmed, confirm] = useConfirmation();
  const heading = useRef<HTMLHeadingElement>(null);
  const finish = (text: string) => {
    confirm(text);
    requestAnimationFrame(() => heading.current?.focus());
  };
  return (
    <>
      <section className={`panel ${css.sheet}`} aria-labelledby="acompanamiento">
        <header>
          <h1 id="acompanamiento" tabIndex={-1} ref={heading}>
            {t("Acompañamiento {id}", { id: coaching.id })}
          </h1>
          <CoachingStateTag coaching={coaching} />
          <span className="quiet">{overdueText(coaching)}</span>
        </header>
        <Confirmation>{confirmed}</Confirmation>
        {own && <p className={css.text}>{ownCoachingText(coaching)}</p>}
        <CoachingFacts coaching={coaching} own={own} />
        <CoachingForms coaching={coaching} done={finish} reread={reread} />
      </section>
      {!own && <OriginTraining origin={{ source: "coaching", reference: coaching.id, advisor: coaching.advisor }} />}
      <CoachingHistory coaching={coaching} />
    </>
  );
}

function CoachingFacts({ coaching, own }: { coaching: Coaching; own: boolean }) {
  return (
    <dl className={css.facts}>
      {!own && (
        <>
          <dt>{t("Asesor")}</dt>
          <dd>{coaching.advisor_name}</dd>
        </>
      )}
      <dt>{t("Razón")}</dt>
      <dd>
        {causeText(coaching)}
        {coaching.score !== null && t(" (nota {score})", { score: scoreText(coaching.score) })}
        {own && (
          <>
            {" · "}
            <Link to={ownEvaluationPath(coaching.evaluation)}>{t("leerla")}</Link>
          </>
        )}
        {coaching.replaces && t(" · reemplaza al {replaces}, que se anuló", { replaces: coaching.replaces })}
      </dd>
      {coaching.starts_at && (
        <>
          <dt>{t("Sesión")}</dt>
          <dd>
            {t("{starts_at} · la dirige {leader_name}", {
              starts_at: spokenMoment(coaching.starts_at),
              leader_name: coaching.leader_name,
            })}
          </dd>
        </>
      )}
      {coaching.agenda && (
        <>
          <dt>{t("Agenda")}</dt>
          <dd className={css.quote}>{coaching.agenda}</dd>
        </>
      )}
      {coaching.commitment && (
        <>
          <dt>{t("Compromiso")}</dt>
          <dd className={css.quote}>{coaching.commitment}</dd>
        </>
      )}
      {coaching.due_on && (
        <>
          <dt>{t("Último día")}</dt>
          <dd>{longDateOfDay(coaching.due_on)}</dd>
        </>
      )}
      {coaching.follow_up && (
        <>
          <dt>{t("Seguimiento")}</dt>
          <dd>
            {coaching.fulfilled
              ? t("Evaluación {follow_up}: el compromiso se cumplió", { follow_up: coaching.follow_up })
              : t("Evaluación {follow_up}: el compromiso no se cumplió", { follow_up: coaching.follow_up })}
          </dd>
        </>
      )}
    </dl>
  );
}

function CoachingHistory({ coaching }: { coaching: Coaching }) {
  const { coaching_acts_done } = useLabels();
  const now = serverClock.now();
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="historia">
      <h2 id="historia">{t("Historia")}</h2>
      <ol className={css.rows}>
        {coaching.history.map((each) => (
          <li key={`${each.at} ${each.act}`}>
            <strong>{labelOf(coaching_acts_done, each.act)}</strong>
            <span className="quiet small">
              {each.by_name}, {momentPhrase(each.at, now)}
            </span>
            {each.text && <p className={`${css.quote} ${css.whole}`}>{each.text}</p>}
          </li>
        ))}
      </ol>
    </section>
  );
}
