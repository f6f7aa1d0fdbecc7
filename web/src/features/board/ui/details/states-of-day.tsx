/** The states of an advisor's day, as supervisors and the advisor read them: shares, times, pauses and their course. */
import type { BoardAdvisor, CurveFigure } from "../../../../api/board";
import { countPhrase, duration, formatPercent, timeOfDay } from "../../../../formats";
import { useLabels } from "../../../../labels";
import css from "./details.module.css";
import { t } from "../../../../i18n/translate";

export function StatesOfDay({ day }: { day: BoardAdvisor }) {
  const { advisor_states } = useLabels();
  const first = day.spans[0]?.begins ?? day.now;
  const width = (begins: string, ends: string) => Date.parse(ends) - Date.parse(begins);
  return (
    <>
      <dl className={css.figures} data-wide>
        <Share name={t("Adherencia")} figure={day.adherence} />
        <Share name={t("Ocupación")} figure={day.occupancy} />
        {Object.entries(day.times).map(([state, ms]) => (
          <div key={state} data-state={state}>
            <dt>
              <span className={css.dot} aria-hidden="true" /> {advisor_states[state as keyof typeof advisor_states]}
            </dt>
            <dd className="num">
              <strong>{duration(ms)}</strong>
            </dd>
          </div>
        ))}
      </dl>
      <div className={css.timeline} aria-hidden="true">
        {day.spans.map((span, index) => {
          const before = day.spans[index - 1]?.ends ?? first;
          return (
            <span key={span.begins} style={{ display: "contents" }}>
              {before < span.begins && <i style={{ flexGrow: width(before, span.begins) }} />}
              <i data-state={span.state} style={{ flexGrow: width(span.begins, span.ends) }} />
            </span>
          );
        })}
      </div>
      <p className={css.ends} aria-hidden="true">
        <span>{timeOfDay(first)}</span>
        <span>{timeOfDay(day.now)}</span>
      </p>
      {day.pauses.length > 0 && (
        <p>
          <span className="quiet">{t("Pausas:")}</span> {day.pauses.map(pausePhrase).join(", ")}
        </p>
      )}
      <details>
        <summary>{t("Ver {spans}", { spans: countPhrase(day.spans.length, "estado", "estados") })}</summary>
        <ol className={css.list} reversed tabIndex={0} aria-label={t("Estados de hoy")}>
          {[...day.spans].reverse().map((span) => (
            <li key={span.begins} data-state={span.state}>
              <span>
                <span className={css.dot} aria-hidden="true" /> <span className="num">{timeOfDay(span.begins)}</span>{" "}
                {advisor_states[span.state]}
                {span.reason_name && <span className="quiet"> · {span.reason_name}</span>}
              </span>
              <span className="num">{duration(width(span.begins, span.ends))}</span>
            </li>
          ))}
        </ol>
      </details>
    </>
  );
}

const Share = ({ name, figure }: { name: string; figure: CurveFigure }) => (
  <div>
    <dt>{name}</dt>
    <dd className="num">
      <strong>{formatPercent(figure.value)}</strong>{" "}
      <span className="quiet">{t("de {denominator}", { denominator: duration(figure.denominator) })}</span>
    </dd>
  </div>
);

const pausePhrase = ({ name, lasted_ms, accepted }: BoardAdvisor["pauses"][number]): string =>
  `${name} ${duration(lasted_ms)}${accepted ? t(" (cuenta como trabajo)") : ""}`;
