/** Figures by advisor: time of handling, holds, transfers, untyped calls, and the answers to the survey. */
import { type AdvisorFigures, type SurveyResult, useAdvisorFigures } from "../../../api/figures";
import { BarCell } from "../../../components/charts/bar-cell";
import { Link } from "../../../components/link";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { duration, formatInteger, formatPercent } from "../../../formats";
import css from "../../oversight/ui/oversight.module.css";
import cards from "../../quality/ui/quality.module.css";
import { callsPath, figuresFilter, type FiguresView } from "../model/figures-view";
import { sortRows, type SortValue } from "../model/table-order";
import { type SortColumn, SortHeadings, SortSelect } from "./sort-heading";
import own from "./figures.module.css";
import { decimalSign, t } from "../../../i18n/translate";

interface AdvisorsProps {
  view: FiguresView;
  show: (change: Partial<FiguresView>) => void;
}

export function AdvisorsPane({ view, show }: AdvisorsProps) {
  const { data, error, refetch, isPlaceholderData } = useAdvisorFigures(figuresFilter(view));
  if (error) return <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer las cifras.")} />;
  if (!data) return <Loading label={t("Contando las llamadas…")} />;
  const surveyed = data.advisors.filter((each) => each.survey.length > 0);
  return (
    <>
      <section className={`panel ${css.sheet}`} aria-labelledby="asesores" aria-busy={isPlaceholderData}>
        <header>
          <h2 id="asesores">{t("Por asesor")}</h2>
        </header>
        <p className={css.formula}>
          {t(
            "TMO: conversación, espera y tipificación ÷ llamadas en que conversó. Una llamada de varios asesores cuenta en cada uno. Sin tipificar: las que ese asesor no tipificó.",
          )}
        </p>
        {data.advisors.length === 0 ? (
          <Empty title={t("Ningún asesor conversó en estos días")}>
            {t("Elija otro período, otra línea u otra cola.")}
          </Empty>
        ) : (
          <AdvisorsTable advisors={data.advisors} view={view} show={show} />
        )}
      </section>
      {surveyed.length > 0 && (
        <section className={`panel ${css.sheet}`} aria-labelledby="encuesta">
          <header>
            <h2 id="encuesta">{t("Encuesta, por asesor")}</h2>
          </header>
          <p className={css.formula}>
            {t(
              "Quienes dieron cada respuesta ÷ quienes respondieron la pregunta. Con menos de {minimum} no se muestran: unas pocas no dicen cómo trabaja.",
              { minimum: formatInteger(data.minimum) },
            )}
          </p>
          <SurveyTable advisors={surveyed} minimum={data.minimum} />
        </section>
      )}
    </>
  );
}

const COLUMNS: SortColumn[] = [
  { id: "asesor", name: t("Asesor"), textual: true },
  { id: "llamadas", name: t("Llamadas") },
  { id: "tmo", name: t("TMO") },
  { id: "conversacion", name: t("Conversación") },
  { id: "espera", name: t("Espera") },
  { id: "tipificacion", name: t("Tipificación") },
  { id: "esperas", name: t("Esperas") },
  { id: "transferencias", name: t("Transferencias") },
  { id: "sin_tipificar", name: t("Sin tipificar") },
];
const VALUES: Record<string, (row: AdvisorFigures) => SortValue> = {
  asesor: (row) => row.name,
  llamadas: (row) => row.calls,
  tmo: (row) => (row.handle_time === null ? null : Number(row.handle_time)),
  conversacion: (row) => row.talk_ms,
  espera: (row) => row.hold_ms,
  tipificacion: (row) => row.wrap_ms,
  esperas: (row) => row.holds,
  transferencias: (row) => row.transfers,
  sin_tipificar: (row) => (row.untyped_share === null ? null : Number(row.untyped_share)),
};

function AdvisorsTable({ advisors, view, show }: AdvisorsProps & { advisors: AdvisorFigures[] }) {
  const most = (value: (row: AdvisorFigures) => SortValue) => Math.max(0, ...advisors.map((row) => Number(value(row))));
  const [mostCalls, longest] = [most((row) => row.calls), most((row) => Number(row.handle_time))];
  const sort = { columns: COLUMNS, order: view.order, onOrder: (order: string) => show({ order }) };
  return (
    <>
      <SortSelect {...sort} />
      <div className={`${cards.scroll} ${own.rows}`} tabIndex={0} role="region" aria-label={t("Tabla por asesor")}>
        <table className="list">
          <thead>
            <tr>
              <SortHeadings {...sort} />
            </tr>
          </thead>
          <tbody>
            {sortRows(advisors, view.order, VALUES).map((each) => (
              <AdvisorRow key={each.advisor} each={each} view={view} mostCalls={mostCalls} longest={longest} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

interface AdvisorRowProps {
  each: AdvisorFigures;
  view: FiguresView;
  mostCalls: number;
  longest: number;
}

function AdvisorRow({ each, view, mostCalls, longest }: AdvisorRowProps) {
  const spent = [
    [t("Conversación"), each.talk_ms],
    [t("Espera"), each.hold_ms],
    [t("Tipificación"), each.wrap_ms],
  ] as const;
  return (
    <tr>
      <th scope="row">
        <Link to={callsPath(view, { advisor: each.advisor })}>{each.name}</Link>
      </th>
      <td className="number num" data-label={t("Llamadas")}>
        <BarCell value={each.calls} most={mostCalls}>
          {formatInteger(each.calls)}
        </BarCell>
      </td>
      <td className="number num" data-label={t("TMO")}>
        <BarCell value={Number(each.handle_time)} most={longest}>
          {each.handle_time === null ? "–" : `${each.handle_time.replace(".", decimalSign)} s`}
        </BarCell>
      </td>
      {spent.map(([name, ms]) => (
        <td key={name} className="number num" data-label={name}>
          {duration(ms)}
        </td>
      ))}
      <td className="number num" data-label={t("Esperas")}>
        {formatInteger(each.holds)}
      </td>
      <td className="number num" data-label={t("Transferencias")}>
        {formatInteger(each.transfers)}
      </td>
      <td className="number num" data-label={t("Sin tipificar")}>
        <BarCell value={Number(each.untyped_share)} most={100}>
          {formatInteger(each.untyped)} ÷ {formatInteger(each.calls)}
          {each.untyped_share !== null && ` (${formatPercent(each.untyped_share)})`}
        </BarCell>
      </td>
    </tr>
  );
}

function SurveyTable({ advisors, minimum }: { advisors: AdvisorFigures[]; minimum: number }) {
  return (
    <div className={cards.scroll} tabIndex={0} role="region" aria-label={t("Tabla de la encuesta")}>
      <table className="list">
        <thead>
          <tr>
            <th scope="col">{t("Asesor")}</th>
            <th scope="col">{t("Pregunta")}</th>
            <th scope="col">{t("Respuestas")}</th>
          </tr>
        </thead>
        <tbody>
          {advisors.flatMap((each) =>
            each.survey.map((result) => (
              <tr key={`${each.advisor} ${result.question}`}>
                <th scope="row">{each.name}</th>
                <td data-label={t("Pregunta")}>{result.name}</td>
                <td data-label={t("Respuestas")} data-wide>
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
  if (!sufficient)
    return t("Muestra insuficiente: {answered} de {minimum}", {
      answered: formatInteger(answered),
      minimum: formatInteger(minimum),
    });
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
