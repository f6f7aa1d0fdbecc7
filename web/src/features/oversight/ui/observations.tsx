/** Observations of the interventoría: the pending ones, the late ones, and each with its answer. */
import { Button, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import {
  type Observation,
  type ObservationFilter,
  useAnswerObservation,
  useObservation,
  useObservations,
} from "../../../api/observations";
import { accountQuery } from "../../../api/queries";
import { useLineName } from "../../../labels";
import { timeOfDay, formatInteger, longDate, longDateOfDay, shortDate } from "../../../formats";
import { subjectLabel, subjectPath, standingLabel } from "../model/observation-subject";
import { announce } from "../../../components/announcer";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { TechnicalDetails } from "../../../components/technical-details";
import { Link } from "../../../components/link";
import { SegmentedControl } from "../../../components/segmented-control";
import { navigate } from "../../../router";
import { RegisterButton } from "../../quality/ui/findings/register-button";
import { ObservationDialog } from "./observation-dialog";
import css from "./oversight.module.css";
import { rich, t } from "../../../i18n/translate";

const OBSERVATION_TABS = [
  ["todas", t("Todas")],
  ["esperan", t("Por responder")],
  ["respondidas", t("Respondidas")],
] as const;
type ObservationTab = (typeof OBSERVATION_TABS)[number][0];
const TAB_ANSWERED_FILTER: Record<ObservationTab, boolean | undefined> = {
  todas: undefined,
  esperan: false,
  respondidas: true,
};

export default function ObservationsScreen({ id }: { id: string }) {
  const [box, setBox] = useState<ObservationTab>("todas");
  const [cursor, setCursor] = useState<string | undefined>();
  const [writes, setWrites] = useState(false);
  const filter: ObservationFilter = { answered: TAB_ANSWERED_FILTER[box], cursor };
  const { data, error, refetch } = useObservations(filter);
  const may = useQuery(accountQuery).data?.permissions ?? [];
  const choose = (to: ObservationTab) => {
    setBox(to);
    setCursor(undefined);
  };
  return (
    <div className={css.screen}>
      <div className={css.two} data-open={id || undefined}>
        <section className={`panel ${css.sheet}`} aria-labelledby="observaciones">
          <header className={css.head}>
            <h1 id="observaciones" className={css.grow}>
              {t("Observaciones")}
            </h1>
            <SegmentedControl
              className={css.segments}
              label={t("Filtro de observaciones")}
              options={OBSERVATION_TABS}
              value={box}
              onChange={choose}
            />
            {may.includes("observation.make") && (
              <Button onClick={() => setWrites(true)}>{t("Nueva observación")}</Button>
            )}
          </header>
          {data && <WaitingNotice waiting={data.waiting} late={data.late} />}
          {error ? (
            <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer las observaciones.")} />
          ) : !data ? (
            <Loading label={t("Leyendo las observaciones…")} />
          ) : data.observations.length === 0 ? (
            <Empty title={t("No hay observaciones aquí")}>
              {may.includes("observation.make")
                ? t(
                    "Escriba una desde una cifra, un informe, un incidente, un sello, una llamada, una muestra de calidad, una evaluación o un hallazgo.",
                  )
                : t("Cuando la interventoría escriba una, aparece aquí.")}
            </Empty>
          ) : (
            <ObservationList observations={data.observations} chosen={id} />
          )}
          <p className={css.acts}>
            {cursor && (
              <Button variant="default" onClick={() => setCursor(undefined)}>
                {t("Volver a las últimas")}
              </Button>
            )}
            {data?.next && (
              <Button variant="default" onClick={() => setCursor(data.next ?? undefined)}>
                {t("Anteriores")}
              </Button>
            )}
          </p>
        </section>
        {id && <ObservationPanel key={id} id={id} may={may} />}
      </div>
      {writes && (
        <ObservationDialog
          subject={{ kind: "general" }}
          subjectText={t(
            "Sobre el contrato en general. Para observar una cifra, un informe, un incidente, un sello, una llamada, una muestra de calidad, una evaluación o un hallazgo, ábralo y escriba desde ahí.",
          )}
          close={() => setWrites(false)}
        />
      )}
    </div>
  );
}

function WaitingNotice({ waiting, late }: { waiting: number; late: number }) {
  if (late > 0)
    return (
      <p className={css.alarm}>
        {rich("{span} {text} fuera de plazo sin respuesta; en total {text2}.", {
          span: <span aria-hidden="true">!</span>,
          text: late === 1 ? t("Una observación está") : t("{late} observaciones están", { late: formatInteger(late) }),
          text2: waiting === 1 ? t("espera una") : t("esperan {waiting}", { waiting: formatInteger(waiting) }),
        })}
      </p>
    );
  if (waiting > 0)
    return (
      <p className={css.note}>
        {waiting === 1
          ? t("Una observación espera respuesta, dentro del plazo.")
          : t("{waiting} observaciones esperan respuesta, dentro del plazo.", { waiting: formatInteger(waiting) })}
      </p>
    );
  return null;
}

const STANDING_TAGS: Record<Observation["standing"], string | undefined> = {
  waiting: css.warnTag,
  late: css.discount,
  answered: css.met,
  answered_late: css.discount,
};

export function StandingTag({ observation }: { observation: Observation }) {
  return <span className={STANDING_TAGS[observation.standing]}>{standingLabel(observation)}</span>;
}

export function ObservationList({ observations, chosen }: { observations: Observation[]; chosen: string }) {
  const lineName = useLineName();
  return (
    <ol className={css.rows}>
      {observations.map((each) => (
        <li key={each.id}>
          <Link to={`/observaciones/${each.id}`} className={css.row} aria-current={each.id === chosen || undefined}>
            <span>
              <strong className="num">{each.id}</strong> · {subjectLabel(each.about, lineName)}
            </span>
            <span>
              <StandingTag observation={each} />
            </span>
            <span className={css.clip}>{each.text}</span>
            <span className="quiet small">{shortDate(each.made_at)}</span>
          </Link>
        </li>
      ))}
    </ol>
  );
}

function ObservationPanel({ id, may }: { id: string; may: readonly string[] }) {
  const lineName = useLineName();
  const { data, error, refetch } = useObservation(id);
  const [insists, setInsists] = useState(false);
  const path = data && subjectPath(data.about);
  return (
    <aside className={`panel ${css.side}`} aria-labelledby="una">
      <header>
        <h2 id="una">{rich("Observación {id}", { id: <span className="num">{id}</span> })}</h2>
        <button
          type="button"
          className={css.close}
          aria-label={t("Cerrar la observación")}
          onClick={() => navigate("/observaciones")}
        >
          ✕
        </button>
      </header>
      {error ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer la observación.")} />
      ) : !data ? (
        <Loading label={t("Leyendo la observación…")} />
      ) : (
        <>
          <p>
            {path ? <Link to={path}>{subjectLabel(data.about, lineName)}</Link> : subjectLabel(data.about, lineName)}
          </p>
          {data.about.kind === "call" && (
            <TechnicalDetails about={t("de la observación")}>
              {rich("Llamada {id}", { id: <span className="num">{data.about.id}</span> })}
            </TechnicalDetails>
          )}
          {data.follows && (
            <p className="quiet">
              {rich("Insiste en la observación {follows}.", {
                follows: <Link to={`/observaciones/${data.follows}`}>{data.follows}</Link>,
              })}
            </p>
          )}
          <p className={css.acts}>
            <StandingTag observation={data} />{" "}
            <span className="quiet small">
              {t("Plazo de respuesta: hasta el {due_on}", { due_on: longDateOfDay(data.due_on) })}
            </span>
          </p>
          <ObservationMessage who={data.made_by_name} role={t("Interventoría")} at={data.made_at} text={data.text} />
          {data.answer ? (
            <ObservationMessage
              answer
              who={data.answer.answered_by_name}
              role={t("Coordinación")}
              at={data.answer.answered_at}
              text={data.answer.text}
            />
          ) : may.includes("observation.answer") ? (
            <AnswerForm id={id} />
          ) : (
            <p className="quiet">{t("La coordinación todavía no ha respondido.")}</p>
          )}
          {data.answer && may.includes("observation.make") && (
            <p>
              <Button variant="default" onClick={() => setInsists(true)}>
                {t("Insistir con otra observación")}
              </Button>
            </p>
          )}
          {may.includes("finding.write") && (
            <p>
              <RegisterButton source="observacion" reference={id} />
            </p>
          )}
          {insists && (
            <ObservationDialog
              subject={data.about}
              subjectText={subjectLabel(data.about, lineName)}
              follows={data.id}
              close={() => setInsists(false)}
            />
          )}
        </>
      )}
    </aside>
  );
}

function ObservationMessage({
  who,
  role,
  at,
  text,
  answer,
}: {
  who: string;
  role: string;
  at: string;
  text: string;
  answer?: boolean;
}) {
  return (
    <article className={css.said} data-answer={answer || undefined}>
      <p className="small">
        <strong>{who}</strong>{" "}
        <span className="quiet">
          · {role} · {longDate(at)}, {timeOfDay(at)}
        </span>
      </p>
      <p className={css.text}>{text}</p>
    </article>
  );
}

function AnswerForm({ id }: { id: string }) {
  const [text, setText] = useState("");
  const answer = useAnswerObservation(id);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() && !answer.isPending)
      answer.mutate(text.trim(), { onSuccess: () => announce(t("Respuesta enviada")) });
  };
  return (
    <form className={css.fields} onSubmit={send} noValidate>
      <Textarea
        label={t("Respuesta")}
        description={t("Se envía una sola vez y no se cambia.")}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        autosize
        minRows={4}
        maxRows={14}
        maxLength={8000}
      />
      {answer.error && <Failure error={answer.error} />}
      <p className={css.acts}>
        <Button type="submit" loading={answer.isPending} disabled={!text.trim()}>
          {t("Responder")}
        </Button>
      </p>
    </form>
  );
}
