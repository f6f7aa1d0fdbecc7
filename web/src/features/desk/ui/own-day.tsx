/** The advisor's own figures of today beside those of yesterday; each leads to what is behind it. */
import { useState } from "react";
import { useOwnStates } from "../../../api/board";
import { useOwnDay } from "../../../api/queries";
import type { Advisor } from "../../../api/types";
import { timeOfDay } from "../../../formats";
import { Failure } from "../../../components/load-states";
import { StatesOfDay } from "../../board/ui/details/states-of-day";
import { adherenceFigure, type OwnFigure, ownFigures, pauseEffect } from "../model/own-day";
import css from "./desk.module.css";
import { t } from "../../../i18n/translate";

/** Move the focus to the advisor's calls of today, which are the calls behind the figures. */
export const showOwnCalls = (): void => document.getElementById("hoy")?.focus();

export function OwnDayFigures({ advisor }: { advisor: Advisor | undefined }) {
  const { data, error, refetch } = useOwnDay();
  const states = useOwnStates().data;
  const [detailed, setDetailed] = useState(false);
  if (error && !data)
    return <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer sus cifras.")} />;
  const wasOnDuty = states !== undefined && states.spans.length > 0;
  const effect = states && advisor ? pauseEffect(states, advisor) : "";
  return (
    <section className={`panel ${css.day}`} aria-labelledby="su-dia">
      <header>
        <h2 id="su-dia">{t("Su día")}</h2>
        {data?.until && (
          <p className="quiet small">{t("contado hasta las {until}", { until: timeOfDay(data.until) })}</p>
        )}
      </header>
      {data && (
        <ul>
          {ownFigures(data).map((figure) => (
            <li key={figure.id}>
              <FigureButton figure={figure} act={showOwnCalls} />
            </li>
          ))}
          {states && (
            <li>
              <FigureButton
                figure={adherenceFigure(states)}
                act={() => setDetailed(!detailed)}
                disclosed={wasOnDuty ? detailed : undefined}
              />
            </li>
          )}
        </ul>
      )}
      {effect && <p className="small">{effect}</p>}
      {detailed && wasOnDuty && (
        <div id="sus-estados" className={css.states}>
          <StatesOfDay day={states} />
        </div>
      )}
    </section>
  );
}

interface FigureButtonProps {
  figure: OwnFigure;
  act: () => void;
  /** Whether the details that it opens are shown; undefined if it opens none. */
  disclosed?: boolean | undefined;
}

function FigureButton({ figure: { name, value, detail, yesterday, help }, act, disclosed }: FigureButtonProps) {
  return (
    <button
      type="button"
      title={help}
      onClick={act}
      aria-expanded={disclosed}
      aria-controls={disclosed ? "sus-estados" : undefined}
    >
      <span className="eyebrow">{name}</span>
      <strong className="num">{value}</strong>
      <span className="small quiet">{[detail, yesterday].filter(Boolean).join(" · ")}</span>
    </button>
  );
}
