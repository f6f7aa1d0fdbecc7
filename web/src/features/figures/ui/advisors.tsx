/** Figures by advisor: time of handling, holds, transfers, untyped calls, and the answers to the survey. */
import { type AdvisorFigures, type SurveyResult, useAdvisorFigures } from "../../../api/figures";
import { Link } from "../../../components/link";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { duration, formatInteger, formatPercent } from "../../../formats";
import css from "../../oversight/ui/oversight.module.css";
import cards from "../../quality/ui/quality.module.css";
import { callsPath, figuresFilter, type FiguresView } from "../model/figures-view";
import own from "./figures.module.css";

export function AdvisorsPane({ view }: { view: FiguresView }) {
  const { data, error, refetch, isPlaceholderData } = useAdvisorFigures(figuresFilter(view));
  if (error) return <Failure error={error} retry={() => void refetch()} title="No se pudieron leer las cifras." />;
  if (!data) return <Loading label="Contando las llamadas…" />;
  const surveyed = data.advisors.filter((each) => each.survey.length > 0);
  return (
    <>
      <section className={`panel ${css.sheet}`} aria-labelledby="asesores" aria-busy={isPlaceholderData}>
        <header>
          <h2 id="asesores">Por asesor</h2>
        </header>
        <p className={css.formula}>
          TMO: conversación, espera y tipificación ÷ llamadas en que conversó. Una llamada de varios asesores cuenta en
          cada uno. Sin tipificar: las que ese asesor no tipificó.
        </p>
        {data.advisors.length === 0 ? (
          <Empty title="Ningún asesor conversó en estos días">Elija otro período, otra línea u otra cola.</Empty>
        ) : (
          <AdvisorsTable advisors={data.advisors} view={view} />
        )}
      </section>
      {surveyed.length > 0 && (
        <section className={`panel ${css.sheet}`} aria-labelledby="encuesta">
          <header>
            <h2 id="encuesta">Encuesta, por asesor</h2>
          </header>
          <p className={css.formula}>
            Quienes dieron cada respuesta ÷ quienes respondieron la pregunta. Con menos de {formatInteger(data.minimum)}{" "}
            no se muestran: unas pocas no dicen cómo trabaja.
          </p>
          <SurveyTable advisors={surveyed} minimum={data.minimum} />
        </section>
      )}
    </>
  );
}

function AdvisorsTable({ advisors, view }: { advisors: AdvisorFigures[]; view: FiguresView }) {
  const columns = ["Llamadas", "TMO", "Conversación", "Espera", "Tipificación", "Esperas", "Transferencias"];
  return (
    <div className={cards.scroll} tabIndex={0} role="region" aria-label="Tabla por asesor">
      <table className="list">
        <thead>
          <tr>
            <th scope="col">Asesor</th>
            {[...columns, "Sin tipificar"].map((name) => (
              <th key={name} scope="col" className="number">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {advisors.map((each) => (
            <tr key={each.advisor}>
              <th scope="row">
                <Link to={callsPath(view, { advisor: each.advisor })}>{each.name}</Link>
              </th>
              <td className="number num" data-label="Llamadas">
                {formatInteger(each.calls)}
              </td>
              <td className="number num" data-label="TMO">
                {each.handle_time === null ? "–" : `${each.handle_time.replace(".", ",")} s`}
              </td>
              {[each.talk_ms, each.hold_ms, each.wrap_ms].map((spent, index) => (
                <td key={columns[index + 2]} className="number num" data-label={columns[index + 2]}>
                  {duration(spent)}
                </td>
              ))}
              <td className="number num" data-label="Esperas">
                {formatInteger(each.holds)}
              </td>
              <td className="number num" data-label="Transferencias">
                {formatInteger(each.transfers)}
              </td>
              <td className="number num" data-label="Sin tipificar">
                {formatInteger(each.untyped)} ÷ {formatInteger(each.calls)}
                {each.untyped_share !== null && ` (${formatPercent(each.untyped_share)})`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function SurveyTable({ advisors, minimum }: { advisors: AdvisorFigures[]; minimum: number }) {
  return (
    <div className={cards.scroll} tabIndex={0} role="region" aria-label="Tabla de la encuesta">
      <table className="list">
        <thead>
          <tr>
            <th scope="col">Asesor</th>
            <th scope="col">Pregunta</th>
            <th scope="col">Respuestas</th>
          </tr>
        </thead>
        <tbody>
          {advisors.flatMap((each) =>
            each.survey.map((result) => (
              <tr key={`${each.advisor} ${result.question}`}>
                <th scope="row">{each.name}</th>
                <td data-label="Pregunta">{result.name}</td>
                <td data-label="Respuestas" data-wide>
                  <SurveyAnswers result={result} minimum={minimum} />
                </td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </div>
  );
}

/** The callers of each answer with their share, or that too few callers answered. */
function SurveyAnswers({ result, minimum }: { result: SurveyResult; minimum: number }) {
  const { sufficient, answered, answers } = result;
  if (!sufficient) return <>{`Muestra insuficiente: ${formatInteger(answered)} de ${formatInteger(minimum)}`}</>;
  return (
    <ul className={own.answers}>
      {answers.map(({ answer, name, callers, share }) => (
        <li key={answer} className="num">
          {name}: {formatInteger(callers)} ÷ {formatInteger(answered)}
          {share !== null && ` (${formatPercent(share)})`}
        </li>
      ))}
    </ul>
  );
}
