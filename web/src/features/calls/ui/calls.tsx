/** The list of calls, the latest first, and beside it the history of the selected one. */
import { Button, NativeSelect } from "@mantine/core";
import { type MouseEvent, useState } from "react";
import type { CallRow } from "../../../api/types";
import { type CallFilter, useCalls } from "../../../api/queries";
import { useDesk } from "../../../realtime/desk-hooks";
import { serverClock } from "../../../clock";
import { timeOfDayWithSeconds, duration, shortDate } from "../../../formats";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { navigate } from "../../../router";
import { optionsOf, outcomeLabel, useLabels, useLineName, useLines } from "../../../labels";
import css from "./calls.module.css";
import { CallHistory } from "./call-history";

export default function CallsScreen({ id }: { id: string }) {
  const [filter, setFilter] = useState<CallFilter>({});
  const { data, error, refetch, isFetching } = useCalls(filter);
  return (
    <div className={css.calls} data-open={id || undefined}>
      <section className={`panel ${css.list}`} aria-labelledby="lista">
        <header>
          <h1 id="lista">Llamadas</h1>
          <CallFilters filter={filter} choose={setFilter} />
          <Button variant="default" loading={isFetching} onClick={() => void refetch()}>
            Actualizar
          </Button>
        </header>
        {error ? (
          <Failure error={error} retry={() => void refetch()} title="No se pudieron leer las llamadas." />
        ) : !data ? (
          <Loading label="Leyendo las llamadas…" />
        ) : data.calls.length === 0 ? (
          <Empty title="Ninguna llamada cumple los filtros">
            Cambie la línea o el resultado, o actualice en un momento.
          </Empty>
        ) : (
          <CallTable calls={data.calls} chosen={id} />
        )}
        {(data?.next || filter.cursor) && (
          <footer>
            {filter.cursor && (
              <Button variant="default" onClick={() => setFilter({ ...filter, cursor: undefined })}>
                Volver a las últimas
              </Button>
            )}
            {data?.next && (
              <Button variant="default" onClick={() => setFilter({ ...filter, cursor: data.next ?? undefined })}>
                Anteriores
              </Button>
            )}
          </footer>
        )}
      </section>
      {id ? (
        <CallHistory id={id} />
      ) : (
        <aside className={css.hint}>
          <Empty title="Elija una llamada">Aquí verá su historia, paso a paso.</Empty>
        </aside>
      )}
    </div>
  );
}

function CallFilters({ filter, choose }: { filter: CallFilter; choose: (filter: CallFilter) => void }) {
  const labels = useLabels();
  const lines = useLines();
  const set = (change: CallFilter) => choose({ ...filter, cursor: undefined, ...change });
  return (
    <div className={css.filters}>
      <NativeSelect
        aria-label="Línea"
        value={filter.line ?? ""}
        onChange={(event) => set({ line: event.currentTarget.value || undefined })}
        data={[{ value: "", label: "Todas las líneas" }, ...lines.map(({ id, name }) => ({ value: id, label: name }))]}
      />
      <NativeSelect
        aria-label="Resultado"
        value={filter.set_aside ? SET_ASIDE_OPTION : (filter.outcome ?? "")}
        onChange={(event) => set(outcomeFilter(event.currentTarget.value))}
        data={[
          { value: "", label: "Todos los resultados" },
          { value: "in_progress", label: "En curso" },
          ...optionsOf(labels.call_outcomes),
          { value: SET_ASIDE_OPTION, label: "Tráfico anómalo" },
        ]}
      />
    </div>
  );
}

const SET_ASIDE_OPTION = "set_aside";
/** Return the filter of the selected outcome. Anomalous traffic has an outcome too, so it is a filter of its own. */
const outcomeFilter = (chosen: string): CallFilter =>
  chosen === SET_ASIDE_OPTION
    ? { outcome: undefined, set_aside: true }
    : { outcome: (chosen || undefined) as CallFilter["outcome"], set_aside: undefined };

const isToday = (at: string): boolean => shortDate(at) === shortDate(serverClock.now());

function CallTable({ calls, chosen }: { calls: CallRow[]; chosen: string }) {
  const labels = useLabels();
  const lineName = useLineName();
  const queues = useDesk((state) => state.entities.queue);
  const advisors = useDesk((state) => state.entities.advisor);
  return (
    <div className={css.scroll} tabIndex={0} role="region" aria-labelledby="lista">
      <table className="list">
        <thead>
          <tr>
            <th scope="col">Ingreso</th>
            <th scope="col">Resultado</th>
            <th scope="col">Línea</th>
            <th scope="col">Cola</th>
            <th scope="col" className="number">
              Espera
            </th>
            <th scope="col">Asesor</th>
          </tr>
        </thead>
        <tbody>
          {calls.map((call) => (
            <tr key={call.id} data-chosen={call.id === chosen || undefined}>
              <td>
                <CallLink id={call.id} chosen={call.id === chosen}>
                  {timeOfDayWithSeconds(call.arrived_at)}
                </CallLink>{" "}
                {isToday(call.arrived_at) ? "" : <span className="quiet small">{shortDate(call.arrived_at)}</span>}
              </td>
              <td>
                <span className={css.outcome} data-outcome={call.outcome ?? "open"}>
                  {call.set_aside ? "Tráfico anómalo" : outcomeLabel(labels, call.outcome)}
                </span>
              </td>
              <td>{lineName(call.line)}</td>
              <td>{call.queue ? (queues[call.queue]?.name ?? call.queue) : <span className="quiet">–</span>}</td>
              <td className="number num" data-late={call.within_threshold === false || undefined}>
                {call.wait_ms === null ? "–" : duration(call.wait_ms)}
              </td>
              <td>
                {call.advisor ? (advisors[call.advisor]?.name ?? call.advisor) : <span className="quiet">–</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function CallLink({ id, chosen, children }: { id: string; chosen: boolean; children: string }) {
  const path = `/llamadas/${encodeURIComponent(id)}`;
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    navigate(path);
  };
  return (
    <a href={path} className="num" aria-current={chosen || undefined} onClick={follow}>
      {children}
    </a>
  );
}
