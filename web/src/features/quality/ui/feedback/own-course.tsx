/** The advisor's own course: each score in time as a picture, and the figures of each month as a table. */
import { type OwnCourse, useOwnCourse } from "../../../../api/feedback";
import { ApiProblem } from "../../../../api/problem";
import { Failure, Loading } from "../../../../components/load-states";
import { formatInteger, longDate } from "../../../../formats";
import { monthLabel } from "../../model/feedback";
import {
  chartText,
  countText,
  familyCounts,
  familyPrecision,
  meanText,
  type OwnMonth,
  scorePoints,
} from "../../model/own-course";
import css from "../quality.module.css";
import chart from "./own-course.module.css";
import { t } from "../../../../i18n/translate";

export function OwnCourseSection() {
  const { data, error, refetch } = useOwnCourse();
  if (error instanceof ApiProblem && error.code === "quality_not_configured") return null;
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="mi-curso">
      <h2 id="mi-curso">{t("Cómo va su calidad")}</h2>
      {error ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer cómo va su calidad.")} />
      ) : !data ? (
        <Loading label={t("Leyendo cómo va su calidad…")} />
      ) : data.months.length === 0 ? (
        <p className="quiet">
          {t("Ninguna evaluación de la muestra es de su trabajo. Las de otras clases no cuentan aquí.")}
        </p>
      ) : (
        <Course course={data} />
      )}
    </section>
  );
}

function Course({ course }: { course: OwnCourse }) {
  return (
    <>
      <p className={`quiet ${css.text}`}>
        {t(
          "Solo las evaluaciones de la muestra, que se sortea. Con menos de {minimum} en un mes, la cifra diría más de lo que se sabe, y por eso dice «muestra insuficiente».",
          { minimum: formatInteger(course.minimum) },
        )}
      </p>
      <ScoreChart scores={course.scores} />
      <MonthTable course={course} />
    </>
  );
}

function ScoreChart({ scores }: { scores: OwnCourse["scores"] }) {
  const points = scorePoints(scores);
  const [first, last] = [scores[0], scores.at(-1)];
  return (
    <figure className={chart.chart}>
      <div className={chart.axis} aria-hidden="true">
        <span>100</span>
        <span>50</span>
        <span>0</span>
      </div>
      <div
        className={chart.plot}
        role="img"
        aria-label={t("Notas de sus evaluaciones. {scores}", { scores: chartText(scores) })}
      >
        {points.map((each) => (
          <i
            key={each.evaluation}
            data-learning={each.learning || undefined}
            style={{ left: `${each.x * 100}%`, bottom: `${each.score}%` }}
            title={each.label}
          />
        ))}
      </div>
      <figcaption className={chart.ends}>
        <span>{first && longDate(first.worked_at)}</span>
        <span>
          {t("Nota de cada evaluación")}
          {points.some((each) => each.learning) && t("; en claro, las de la curva de aprendizaje")}
        </span>
        <span>{last && first !== last && longDate(last.worked_at)}</span>
      </figcaption>
    </figure>
  );
}

function MonthTable({ course: { months, families } }: { course: OwnCourse }) {
  return (
    <div className={css.scroll} tabIndex={0} role="group" aria-labelledby="mi-curso">
      <table className="list">
        <thead>
          <tr>
            <th scope="col">{t("Mes")}</th>
            <th scope="col">{t("Nota media")}</th>
            {families.map((each) => (
              <th key={each.family} scope="col">
                {each.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...months].reverse().map((each) => (
            <tr key={each.month}>
              <th scope="row">
                {monthLabel(each.month)}
                <span className={css.below}>{countText(each)}</span>
              </th>
              <td data-label={t("Nota media")} className="num">
                {meanText(each)}
              </td>
              {families.map(({ family, name }) => (
                <FamilyCell key={family} name={name} month={each} family={family} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function FamilyCell({ month, family, name }: { month: OwnMonth; family: string; name: string }) {
  const figure = month.families.find((each) => each.family === family);
  return (
    <td data-label={name} data-wide>
      {figure && familyCounts(figure)}
      <span className={css.below}>{figure && familyPrecision(figure)}</span>
    </td>
  );
}
