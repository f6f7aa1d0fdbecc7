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
          <Link to="/calidad/mis-acompanamientos">Volver a mis acompañamientos</Link>
        ) : (
          <Link to="/calidad/acompanamientos">Volver a los acompañamientos</Link>
        )}
      </p>
      {!data && <h1 className="unseen">Acompañamiento</h1>}
      {isUnknown ? (
        <Empty title="No hay ningún acompañamiento en esta dirección">Elija uno de la lista.</Empty>
      ) : error && !data ? (
        <Failure error={error} retry={() => void refetch()} title="No se pudo leer el acompañamiento." />
      ) : !data ? (
        <Loading label="Leyendo el acompañamiento…" />
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
            Acompañamiento {coaching.id}
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
          <dt>Asesor</dt>
          <dd>{coaching.advisor_name}</dd>
        </>
      )}
      <dt>Razón</dt>
      <dd>
        {causeText(coaching)}
        {coaching.score !== null && ` (nota ${scoreText(coaching.score)})`}
        {own && (
          <>
            {" · "}
            <Link to={ownEvaluationPath(coaching.evaluation)}>leerla</Link>
          </>
        )}
        {coaching.replaces && ` · reemplaza al ${coaching.replaces}, que se anuló`}
      </dd>
      {coaching.starts_at && (
        <>
          <dt>Sesión</dt>
          <dd>
            {spokenMoment(coaching.starts_at)} · la dirige {coaching.leader_name}
          </dd>
        </>
      )}
      {coaching.agenda && (
        <>
          <dt>Agenda</dt>
          <dd className={css.quote}>{coaching.agenda}</dd>
        </>
      )}
      {coaching.commitment && (
        <>
          <dt>Compromiso</dt>
          <dd className={css.quote}>{coaching.commitment}</dd>
        </>
      )}
      {coaching.due_on && (
        <>
          <dt>Último día</dt>
          <dd>{longDateOfDay(coaching.due_on)}</dd>
        </>
      )}
      {coaching.follow_up && (
        <>
          <dt>Seguimiento</dt>
          <dd>
            Evaluación {coaching.follow_up}: el compromiso {coaching.fulfilled ? "se cumplió" : "no se cumplió"}
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
      <h2 id="historia">Historia</h2>
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
