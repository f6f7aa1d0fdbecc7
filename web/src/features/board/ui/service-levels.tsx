/** The service level of each line, now and today, always with its counts. */
import type { ServiceLevel } from "../../../api/types";
import { useLineName, useLines } from "../../../labels";
import { useEntities } from "../../../realtime/desk-hooks";
import { timeOfDay, formatInteger, formatPercent } from "../../../formats";
import { Empty } from "../../../components/load-states";
import css from "./board.module.css";
import { rich, t } from "../../../i18n/translate";

/** The 80 of the contract's 80/20 goal. */
const GOAL_PERCENT = 80;

export function ServiceLevels() {
  const levels = useEntities("level");
  const order = useLines().map(({ id }) => id);
  const lines = orderLines([...new Set(Object.values(levels).map((level) => level.line))], order);
  if (lines.length === 0)
    return (
      <section className={css.levels}>
        <Empty title={t("Todavía no hay nivel de servicio")}>{t("Se calcula desde la primera llamada del día.")}</Empty>
      </section>
    );
  return (
    <section className={css.levels} aria-label={t("Nivel de servicio")}>
      {lines.map((line) => (
        <LineServiceLevel key={line} line={line} day={levels[`day:${line}`]} interval={levels[`interval:${line}`]} />
      ))}
    </section>
  );
}

/** Sort the total first, then the site's lines in its order, then lines that the site no longer has. Pure. */
export function orderLines(lines: string[], order: string[]): string[] {
  const rank = (line: string): number =>
    line === "*" ? -1 : order.includes(line) ? order.indexOf(line) : order.length;
  return [...lines].sort((one, other) => rank(one) - rank(other));
}

function LineServiceLevel({
  line,
  day,
  interval,
}: {
  line: string;
  day: ServiceLevel | undefined;
  interval: ServiceLevel | undefined;
}) {
  const name = useLineName()(line);
  return (
    <article
      className={`panel ${css.level}`}
      data-below={isBelow(day) || undefined}
      data-none={day?.share == null || undefined}
      data-all={line === "*" || undefined}
    >
      <h2>{line === "*" ? t("Nivel de servicio de hoy") : name}</h2>
      <p className={`num ${css.share0}`}>{formatPercent(day?.share ?? null)}</p>
      <ShareBar share={day?.share ?? null} />
      <p className={css.counted}>
        {rich("{formatInteger} a tiempo de {formatInteger2} ingresadas", {
          formatInteger: <strong className="num">{formatInteger(day?.within ?? 0)}</strong>,
          formatInteger2: <strong className="num">{formatInteger(day?.ingressed ?? 0)}</strong>,
        })}
      </p>
      {interval && (
        <p className={css.interval} data-below={isBelow(interval) || undefined}>
          <span>{t("desde las {from}", { from: timeOfDay(interval.from) })}</span>{" "}
          <strong className="num">{formatPercent(interval.share)}</strong>{" "}
          <span className="num">
            {formatInteger(interval.within)} / {formatInteger(interval.ingressed)}
          </span>
        </p>
      )}
    </article>
  );
}

const isBelow = (level: ServiceLevel | undefined): boolean =>
  level?.share != null && Number(level.share) < GOAL_PERCENT;

function ShareBar({ share }: { share: string | null }) {
  return (
    <div className={css.bar} aria-hidden="true">
      <i style={{ width: `${Math.min(100, Number(share ?? 0))}%` }} />
      <b style={{ left: `${GOAL_PERCENT}%` }} />
    </div>
  );
}
