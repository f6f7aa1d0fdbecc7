/** The advisor's own figures of today beside those of yesterday; each leads to the calls behind it. */
import { useOwnDay } from "../../../api/queries";
import { timeOfDay } from "../../../formats";
import { Failure } from "../../../components/load-states";
import { ownFigures } from "../model/own-day";
import css from "./desk.module.css";

/** Move the focus to the advisor's calls of today, which are the calls behind the figures. */
export const showOwnCalls = (): void => document.getElementById("hoy")?.focus();

export function OwnDayFigures() {
  const { data, error, refetch } = useOwnDay();
  if (error && !data)
    return <Failure error={error} retry={() => void refetch()} title="No se pudieron leer sus cifras." />;
  return (
    <section className={`panel ${css.day}`} aria-labelledby="su-dia">
      <header>
        <h2 id="su-dia">Su día</h2>
        {data?.until && <p className="quiet small">contado hasta las {timeOfDay(data.until)}</p>}
      </header>
      {data && (
        <ul>
          {ownFigures(data).map(({ id, name, value, detail, yesterday, help }) => (
            <li key={id}>
              <button type="button" title={help} onClick={showOwnCalls}>
                <span className="eyebrow">{name}</span>
                <strong className="num">{value}</strong>
                <span className="small quiet">{[detail, yesterday].filter(Boolean).join(" · ")}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
