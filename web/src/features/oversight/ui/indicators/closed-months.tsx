/** The closed months and the form to close one. A closed month keeps its definitions for ever. */
import { Button, Checkbox, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useClosePeriod, useMonthChecks, usePeriods } from "../../../../api/indicators";
import { accountQuery } from "../../../../api/queries";
import { timeOfDay, longDate } from "../../../../formats";
import { daysOfMonth, type IndicatorView } from "../../model/indicator-view";
import { monthLabel } from "../../model/indicator-labels";
import { Empty, Failure, Loading } from "../../../../components/load-states";
import { Dialog } from "../../../../components/dialog";
import css from "../oversight.module.css";
import { rich, t } from "../../../../i18n/translate";

export function ClosedMonthsPane({ show }: { show: (change: Partial<IndicatorView>) => void }) {
  const { data, error, refetch } = usePeriods();
  const may = useQuery(accountQuery).data?.permissions.includes("period.close") ?? false;
  const [closes, setCloses] = useState(false);
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="meses">
      <header>
        <h2 id="meses" className={css.grow}>
          {t("Meses cerrados")}
        </h2>
        {may && data && <Button onClick={() => setCloses(true)}>{t("Cerrar un mes")}</Button>}
      </header>
      <p className={css.formula}>
        {t(
          "Un mes cerrado conserva para siempre las definiciones con las que se cerró: los cambios posteriores de fórmulas o metas no lo afectan.",
        )}
      </p>
      {error ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer los meses.")} />
      ) : !data ? (
        <Loading label={t("Leyendo los meses…")} />
      ) : data.periods.length === 0 ? (
        <Empty title={t("Todavía no se ha cerrado ningún mes")}>
          {t("Lo cierra la coordinación cuando el mes termina.")}
        </Empty>
      ) : (
        <div className={css.scroll} tabIndex={0} role="group" aria-labelledby="meses">
          <table className="list">
            <thead>
              <tr>
                <th scope="col">{t("Mes")}</th>
                <th scope="col">{t("Fecha de cierre")}</th>
                <th scope="col">{t("Cerrado por")}</th>
                <th scope="col">
                  <span className="unseen">{t("Ver")}</span>
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
                      {t("Ver sus cifras")}
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
  const [accepted, accept] = useState("");
  const checks = useMonthChecks(month);
  const end = useClosePeriod();
  const open = checks.data?.checks.filter(({ passed }) => !passed).length ?? 0;
  const ready = Boolean(month) && (checks.isError || Boolean(checks.data)) && (open === 0 || accepted === month);
  return (
    <Dialog title={t("Cerrar un mes")} onClose={close}>
      <div className={css.fields}>
        {months.length === 0 ? (
          <p>{t("No hay ningún mes por cerrar: se cierra un mes con llamadas, cuando termina.")}</p>
        ) : (
          <NativeSelect
            label={t("Mes")}
            description={t("Los que ya terminaron, desde la primera llamada del contrato.")}
            value={month}
            onChange={(event) => setMonth(event.currentTarget.value)}
            data={months.map((value) => ({ value, label: monthLabel(value) }))}
          />
        )}
        {month && <MonthChecks month={month} />}
        <p>
          {rich(
            "{strong} Las fórmulas, las metas y los descuentos de {month} quedan fijos, diga lo que diga el sitio después, y el cierre queda en el registro con su nombre.",
            { strong: <strong>{t("No se puede deshacer.")}</strong>, month: month ? monthLabel(month) : t("ese mes") },
          )}
        </p>
        {open > 0 && (
          <Checkbox
            label={
              open === 1
                ? t("Cerrar aunque quede un punto por revisar")
                : t("Cerrar aunque queden {open} puntos por revisar", { open })
            }
            checked={accepted === month}
            onChange={(event) => accept(event.currentTarget.checked ? month : "")}
          />
        )}
        {end.error && <Failure error={end.error} />}
        <p className={css.acts}>
          <Button loading={end.isPending} disabled={!ready} onClick={() => end.mutate(month, { onSuccess: close })}>
            {t("Cerrar")} {month && monthLabel(month)}
          </Button>
          <Button variant="default" onClick={close}>
            {t("Cancelar")}
          </Button>
        </p>
      </div>
    </Dialog>
  );
}

/** What is unfinished in a month, and what to do about it. */
function MonthChecks({ month }: { month: string }) {
  const { data, error, refetch } = useMonthChecks(month);
  if (error) return <Failure error={error} retry={() => void refetch()} title={t("No se pudo revisar el mes.")} />;
  if (!data) return <Loading label={t("Revisando el mes…")} />;
  return (
    <ul className={css.checks} aria-label={t("Revisión de {month}", { month: monthLabel(month) })}>
      {data.checks.map(({ name, passed, title, result, advice }) => (
        <li key={name} data-passed={passed || undefined}>
          <span aria-hidden="true">{passed ? "✓" : "!"}</span>
          <div>
            <strong>{title}</strong>
            <p>{result}</p>
            {advice && <p className="quiet small">{advice}</p>}
          </div>
        </li>
      ))}
    </ul>
  );
}
