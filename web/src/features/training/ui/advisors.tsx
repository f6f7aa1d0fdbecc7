/** Asesores: what each has, what each lacks, and the queues that each is kept from. */
import { useTrainedAdvisors, type TrainedAdvisor } from "../../../api/training";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { countPhrase, longDateOfDay } from "../../../formats";
import quality from "../../quality/ui/quality.module.css";
import { StandingTag } from "./tags";

export default function TrainedAdvisorsScreen() {
  const { data, error, refetch } = useTrainedAdvisors();
  return (
    <div className={quality.screen}>
      <section className={`panel ${quality.sheet}`} aria-labelledby="asesores">
        <header>
          <h1 id="asesores" className={quality.grow}>
            Capacitación por asesor
          </h1>
          {data && data.lacking > 0 && (
            <span className="quiet">
              {countPhrase(data.lacking, "asesor sin un tema exigido", "asesores sin un tema exigido")}
            </span>
          )}
        </header>
        {error && !data ? (
          <Failure error={error} retry={() => void refetch()} title="No se pudo leer la capacitación." />
        ) : !data ? (
          <Loading label="Leyendo la capacitación…" />
        ) : data.advisors.length === 0 ? (
          <Empty title="No hay asesores">Cuando la campaña tenga asesores, aparecen aquí.</Empty>
        ) : (
          <AdvisorTable advisors={data.advisors} />
        )}
      </section>
    </div>
  );
}

function AdvisorTable({ advisors }: { advisors: TrainedAdvisor[] }) {
  return (
    <div className={quality.scroll} tabIndex={0} role="region" aria-labelledby="asesores">
      <table className="list">
        <thead>
          <tr>
            <th scope="col">Asesor</th>
            <th scope="col">Temas</th>
            <th scope="col">Colas que no atiende</th>
          </tr>
        </thead>
        <tbody>
          {advisors.map((each) => (
            <tr key={each.advisor}>
              <th scope="row">
                {each.name}
                <span className={quality.below}>{each.advisor}</span>
              </th>
              <td data-label="Temas" data-wide>
                {each.standings.length === 0 && "Ninguno"}
                {each.standings.map((standing) => (
                  <span key={standing.course} className={quality.whole} style={{ display: "block" }}>
                    {standing.title} <StandingTag state={standing.state} />
                    {standing.valid_until && (
                      <span className="quiet small"> hasta el {longDateOfDay(standing.valid_until)}</span>
                    )}
                  </span>
                ))}
              </td>
              <td data-label="Colas que no atiende" data-wide>
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
