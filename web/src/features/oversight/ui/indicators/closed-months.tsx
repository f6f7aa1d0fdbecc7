/** The closed months and the form to close one. A closed month keeps its definitions for ever. */
import { Button, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useClosePeriod, usePeriods } from "../../../../api/indicators";
import { accountQuery } from "../../../../api/queries";
import { timeOfDay, longDate } from "../../../../formats";
import { daysOfMonth, type IndicatorView } from "../../model/indicator-view";
import { monthLabel } from "../../model/indicator-labels";
import { Empty, Failure, Loading } from "../../../../components/load-states";
import { Dialog } from "../../../../components/dialog";
import css from "../oversight.module.css";

export function ClosedMonthsPane({ show }: { show: (change: Partial<IndicatorView>) => void }) {
  const { data, error, refetch } = usePeriods();
  const may = useQuery(accountQuery).data?.permissions.includes("period.close") ?? false;
  const [closes, setCloses] = useState(false);
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="meses">
      <header>
        <h2 id="meses" className={css.grow}>
          Meses cerrados
        </h2>
        {may && data && <Button onClick={() => setCloses(true)}>Cerrar un mes</Button>}
      </header>
      <p className={css.formula}>
        Un mes cerrado conserva para siempre las definiciones con las que se cerró: los cambios posteriores de fórmulas
        o metas no lo afectan.
      </p>
      {error ? (
        <Failure error={error} retry={() => void refetch()} title="No se pudieron leer los meses." />
      ) : !data ? (
        <Loading label="Leyendo los meses…" />
      ) : data.periods.length === 0 ? (
        <Empty title="Todavía no se ha cerrado ningún mes">Lo cierra la coordinación cuando el mes termina.</Empty>
      ) : (
        <div className={css.scroll} tabIndex={0} role="region" aria-labelledby="meses">
          <table className="list">
            <thead>
              <tr>
                <th scope="col">Mes</th>
                <th scope="col">Fecha de cierre</th>
                <th scope="col">Cerrado por</th>
                <th scope="col">
                  <span className="unseen">Ver</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {data.periods.map((each) => (
                <tr key={each.month}>
                  <th scope="row">{monthLabel(each.month)}</th>
                  <td>
                    {longDate(each.closed_at)}, {timeOfDay(each.closed_at)}
                  </td>
                  <td>{each.closed_by_name}</td>
                  <td className="number">
                    <button
                      type="button"
                      className={css.open}
                      onClick={() => show({ ...daysOfMonth(each.month), pane: "cifras", by: "period" })}
                    >
                      Ver sus cifras
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {closes && <CloseMonthDialog closable={data?.closable ?? []} close={() => setCloses(false)} />}
    </section>
  );
}

function CloseMonthDialog({ closable, close }: { closable: string[]; close: () => void }) {
  const [months] = useState(closable); // the list stays the same while the request runs
  const [month, setMonth] = useState(months[0] ?? "");
  const end = useClosePeriod();
  return (
    <Dialog title="Cerrar un mes" onClose={close}>
      <div className={css.fields}>
        {months.length === 0 && <p>No hay ningún mes por cerrar: se cierra un mes con llamadas, cuando termina.</p>}
        {months.length > 0 && (
          <NativeSelect
            label="Mes"
            value={month}
            onChange={(event) => setMonth(event.currentTarget.value)}
            data={months.map((value) => ({ value, label: monthLabel(value) }))}
          />
        )}
        <p>
          Las fórmulas, las metas y los descuentos de {month ? monthLabel(month) : "ese mes"} quedan fijos. No se puede
          deshacer y queda en el registro.
        </p>
        {end.error && <Failure error={end.error} />}
        <p className={css.acts}>
          <Button loading={end.isPending} disabled={!month} onClick={() => end.mutate(month, { onSuccess: close })}>
            Cerrar {month && monthLabel(month)}
          </Button>
          <Button variant="default" onClick={close}>
            Cancelar
          </Button>
        </p>
      </div>
    </Dialog>
  );
}
