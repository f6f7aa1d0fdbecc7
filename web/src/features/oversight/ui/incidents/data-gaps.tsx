/** Periods with missing data, as the certificate lists them: gaps are never filled. */
import { DateField } from "../../../../components/date-field/date-field";
import { Button } from "@mantine/core";
import { useState } from "react";
import { useDataGaps } from "../../../../api/incidents";
import { serverClock } from "../../../../clock";
import { timeOfDayWithSeconds, shortDate } from "../../../../formats";
import { localDay, localMonth, addDays } from "../../model/indicator-view";
import { Failure, Loading } from "../../../../components/load-states";
import { Link } from "../../../../components/link";
import { secondsLabel } from "./availability";
import css from "../oversight.module.css";
import { rich, t } from "../../../../i18n/translate";

export function DataGapsPane() {
  const today = localDay(serverClock.now());
  const [{ from, until }, setDays] = useState({ from: `${localMonth(today)}-01`, until: today });
  const range = { from, to: addDays(until) };
  const { data, error, refetch } = useDataGaps(range);
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="vacios">
      <header>
        <h2 id="vacios" className={css.grow}>
          {t("Vacíos de datos")}
        </h2>
        <span className={css.dates}>
          <DateField
            inline
            label={t("Desde")}
            value={from}
            max={until}
            onChange={(day) => day && setDays({ from: day, until: day > until ? day : until })}
          />
          <DateField
            inline
            label={t("hasta")}
            value={until}
            max={today}
            onChange={(day) => day && setDays({ from: day < from ? day : from, until: day })}
          />
        </span>
        <Button component="a" href={`/api/v1/data-gaps/certificate?from=${range.from}&to=${range.to}`} download>
          {t("Certificado (PDF)")}
        </Button>
      </header>
      <p className={css.formula}>{t("Los vacíos se certifican; no se estiman.")}</p>
      {error ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer los vacíos.")} />
      ) : !data ? (
        <Loading label={t("Buscando vacíos…")} />
      ) : data.gaps.length === 0 ? (
        data.limits.length ? (
          <p>{t("El registro no tiene vacíos en estos días.")}</p>
        ) : (
          <p className={css.calm}>
            {rich("{span} No hay vacíos en estos días: el registro está completo.", {
              span: <span aria-hidden="true">✓</span>,
            })}
          </p>
        )
      ) : (
        <div className={css.scroll} tabIndex={0} role="group" aria-labelledby="vacios">
          <table className="list">
            <thead>
              <tr>
                <th scope="col">{t("Inicio")}</th>
                <th scope="col">{t("Fin")}</th>
                <th scope="col" className="number">
                  {t("Duración")}
                </th>
                <th scope="col">{t("Descripción")}</th>
                <th scope="col" className="number">
                  {t("Llamadas cerradas")}
                </th>
              </tr>
            </thead>
            <tbody>
              {data.gaps.map((each) => (
                <tr key={each.id}>
                  <td className="num">
                    {shortDate(each.began_at)}, {timeOfDayWithSeconds(each.began_at)}
                  </td>
                  <td className="num">
                    {each.goes_on
                      ? t("en curso")
                      : `${shortDate(each.ended_at)}, ${timeOfDayWithSeconds(each.ended_at)}`}
                  </td>
                  <td className="number num">
                    {secondsLabel(Math.round((Date.parse(each.ended_at) - Date.parse(each.began_at)) / 1000))}
                  </td>
                  <td style={{ whiteSpace: "normal", minWidth: "18rem" }}>
                    {each.told}{" "}
                    {each.incident && (
                      <Link to={`/incidentes/${encodeURIComponent(each.incident)}`}>{t("Incidente")}</Link>
                    )}
                  </td>
                  <td className="number num">{each.calls || <span className="quiet">0</span>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {data && data.limits.length > 0 && (
        <>
          <p>{t("No hay datos de lo que no se vigiló:")}</p>
          <ul>
            {data.limits.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
