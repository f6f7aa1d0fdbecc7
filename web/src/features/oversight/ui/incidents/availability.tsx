/** The availability of each system in a month: committed, available, unavailable and unknown seconds. */
import { MonthField } from "../../../../components/date-field/month-field";
import { useState } from "react";
import { type SystemAvailability, useAvailability } from "../../../../api/incidents";
import { serverClock } from "../../../../clock";
import { formatInteger, formatPercent } from "../../../../formats";
import { localDay, localMonth } from "../../model/indicator-view";
import { monthLabel } from "../../model/indicator-labels";
import { Failure, Loading } from "../../../../components/load-states";
import { meetsAttribute } from "../indicators/indicator-card";
import css from "../oversight.module.css";
import { t } from "../../../../i18n/translate";

export function AvailabilityPane() {
  const now = localMonth(localDay(serverClock.now()));
  const [month, setMonth] = useState(now);
  const { data, error, refetch } = useAvailability(month);
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="disponibilidad">
      <header>
        <h2 id="disponibilidad" className={css.grow}>
          {t("Disponibilidad en {month}", { month: monthLabel(month) })}
        </h2>
        <span className={css.dates}>
          <MonthField inline label={t("Mes")} value={month} max={now} onChange={(value) => value && setMonth(value)} />
        </span>
      </header>
      <p className={css.formula}>
        {t(
          "Segundos disponibles ÷ segundos comprometidos. El tiempo sin dato no se cuenta como disponible: se muestra aparte. Donde no hay vigilancia automática, solo cuentan las caídas que registraron las personas.",
        )}
      </p>
      {error ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer la disponibilidad.")} />
      ) : !data ? (
        <Loading label={t("Sumando el tiempo de cada sistema…")} />
      ) : (
        <AvailabilityTable systems={data.systems} />
      )}
    </section>
  );
}

function AvailabilityTable({ systems }: { systems: SystemAvailability[] }) {
  return (
    <div className={css.scroll} tabIndex={0} role="group" aria-labelledby="disponibilidad">
      <table className="list">
        <thead>
          <tr>
            <th scope="col">{t("Sistema")}</th>
            <th scope="col">{t("Disponibilidad")}</th>
            <th scope="col" className="number">
              {t("Disponible ÷ comprometido (s)")}
            </th>
            <th scope="col" className="number">
              {t("Fuera de servicio")}
            </th>
            <th scope="col" className="number">
              {t("Sin dato")}
            </th>
            <th scope="col" className="number">
              {t("Caídas")}
            </th>
            <th scope="col">{t("Meta")}</th>
          </tr>
        </thead>
        <tbody>
          {systems.map((each) => (
            <tr key={each.system}>
              <th scope="row">
                {each.system_name}
                {!each.watched && (
                  <>
                    {" "}
                    <span className={css.plainTag}>{t("lo registran personas")}</span>
                  </>
                )}
              </th>
              <td className="num" data-meets={meetsAttribute(each.meets)}>
                {isUnwatched(each) ? <span className="quiet">{t("sin dato")}</span> : formatPercent(each.percent)}
                {each.percent !== null && (
                  <span className={css.meter} aria-hidden="true">
                    <i style={{ width: `${Math.min(100, Number(each.percent))}%` }} />
                    <b style={{ left: `${Number(each.target)}%` }} />
                  </span>
                )}
                {each.at_most !== null && (each.watched ? each.unknown_s > 0 : each.out_s > 0) && (
                  <span className="quiet small"> {t("hasta {at_most}", { at_most: formatPercent(each.at_most) })}</span>
                )}
              </td>
              <td className="number num">
                {each.committed_s && each.watched
                  ? `${formatInteger(each.available_s)} ÷ ${formatInteger(each.committed_s)}`
                  : "–"}
              </td>
              <td className="number num" data-bad={each.out_s > 0 || undefined}>
                {secondsLabel(each.out_s)}
              </td>
              <td className="number num">{secondsLabel(each.unknown_s)}</td>
              <td className="number num">{each.incidents || <span className="quiet">0</span>}</td>
              <td>
                {each.meets === null ? (
                  <span className="quiet">{isUnwatched(each) ? t("no se vigiló") : t("sin tiempo comprometido")}</span>
                ) : (
                  <span className={each.meets ? css.met : css.discount}>
                    {each.meets ? t("cumple") : t("no cumple")} {formatPercent(each.target).replace(",00", "")}
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Return whether no program watches the system; then only outages that people registered are known. */
const isUnwatched = (system: SystemAvailability): boolean => !system.watched && system.committed_s > 0;

/** Format as «2 h 05 min» or «41 s». */
export function secondsLabel(seconds: number): string {
  if (seconds === 0) return "–";
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min`
    : `${formatInteger(Math.floor(minutes / 60))} h ${String(minutes % 60).padStart(2, "0")} min`;
}
