/** Asesores: what each has, what each lacks, and the queues that each is kept from. */
import { type TrainedAdvisor, useCourses, useTrainedAdvisors, useTrainingOptions } from "../../../api/training";
import { useListState } from "../../../components/data-list/use-list-state";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { countPhrase } from "../../../formats";
import quality from "../../quality/ui/quality.module.css";
import { standingText } from "../model/labels";
import { ADVISOR_LIST, advisorFilters, listedAdvisors } from "../model/lists";
import { ListBar } from "./list-bar";
import { StandingTag } from "./tags";
import css from "./training.module.css";
import { t } from "../../../i18n/translate";

export default function TrainedAdvisorsScreen() {
  const { data, error, refetch } = useTrainedAdvisors();
  const courses = useCourses().data?.courses ?? [];
  const options = useTrainingOptions().data;
  const list = useListState(ADVISOR_LIST);
  const listed = listedAdvisors(data?.advisors ?? [], list.state);
  return (
    <div className={quality.screen}>
      <section className={`panel ${quality.sheet}`} aria-labelledby="asesores">
        <header>
          <h1 id="asesores" className={quality.grow}>
            {t("Capacitación por asesor")}
          </h1>
          {data && data.lacking > 0 && (
            <span className="quiet">
              {countPhrase(data.lacking, "asesor sin un tema exigido", "asesores sin un tema exigido")}
            </span>
          )}
          {data && data.expiring > 0 && (
            <span className="quiet">
              {countPhrase(data.expiring, "con un tema que vence en 30 días", "con un tema que vence en 30 días")}
            </span>
          )}
        </header>
        {error && !data ? (
          <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer la capacitación.")} />
        ) : !data ? (
          <Loading label={t("Leyendo la capacitación…")} />
        ) : data.advisors.length === 0 ? (
          <Empty title={t("No hay asesores")}>{t("Cuando la campaña tenga asesores, aparecen aquí.")}</Empty>
        ) : (
          <>
            <ListBar list="training_advisors" control={list} specs={advisorFilters(courses, options)} />
            {listed.length === 0 ? (
              <Empty title={t("Ningún asesor cumple los filtros")}>{t("Quite un filtro.")}</Empty>
            ) : (
              <AdvisorTable advisors={listed} />
            )}
          </>
        )}
      </section>
    </div>
  );
}

function AdvisorTable({ advisors }: { advisors: TrainedAdvisor[] }) {
  return (
    <div className={quality.scroll} tabIndex={0} role="group" aria-labelledby="asesores">
      <table className="list">
        <thead>
          <tr>
            <th scope="col">{t("Asesor")}</th>
            <th scope="col">{t("Temas")}</th>
            <th scope="col">{t("Colas que no atiende")}</th>
          </tr>
        </thead>
        <tbody>
          {advisors.map((each) => (
            <tr key={each.advisor}>
              <th scope="row">
                {each.name}
                <span className={quality.below}>{each.advisor}</span>
              </th>
              <td data-label={t("Temas")} data-wide>
                {each.standings.length === 0 ? (
                  t("Ninguno")
                ) : (
                  <ul className={`${css.entries} ${css.standings}`}>
                    {each.standings.map((standing) => (
                      <li key={standing.course}>
                        <span>
                          {standing.title}
                          <span className={quality.below}>
                            {[standing.required ? t("Exigido") : t("No exigido"), standingText(standing)]
                              .filter(Boolean)
                              .join(", ")}
                          </span>
                        </span>
                        <StandingTag state={standing.state} expiring={standing.expiring} />
                      </li>
                    ))}
                  </ul>
                )}
              </td>
              <td data-label={t("Colas que no atiende")} data-wide>
                {each.gates.length === 0
                  ? "–"
                  : each.gates.map((gate) => (
                      <span key={gate.queue} className={quality.below} data-late>
                        {gate.queue_name}: {gate.reason}
                      </span>
                    ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
