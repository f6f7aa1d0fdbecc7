/** The panels of a wall. Every figure is legible from three metres; none is of a person. */
import type { ComponentType } from "react";
import type { Panel, Wall } from "../../../api/displays";
import { duration, formatInteger, formatPercent, timeOfDay } from "../../../formats";
import type { Page } from "../model/pages";
import css from "./wall.module.css";

type WallLevel = Wall["total"];
type WallFigures = WallLevel["day"];
type Target = Wall["service_target"];
interface PanelProps {
  wall: Wall;
  page: Page;
  /** The server's time, at which the wait of a caller is measured. */
  now: number;
}

const misses = (percent: string | null, target: Target | undefined): boolean =>
  percent !== null &&
  target != null &&
  (target.at_least ? Number(percent) < target.percent : Number(percent) > target.percent);
const targetPhrase = (target: NonNullable<Target>): string =>
  `${target.at_least ? "Meta: al menos" : "Meta: a lo sumo"} ${String(target.percent).replace(".", ",")} %`;

function Share({
  title,
  percent,
  missed,
  counted,
}: {
  title: string;
  percent: string | null;
  missed: boolean;
  counted: string;
}) {
  return (
    <section className={css.tile} data-missed={missed || undefined}>
      <h2>{title}</h2>
      <p className={css.huge} data-figure>
        {formatPercent(percent)}
      </p>
      <p className={css.counted} data-figure>
        {counted}
      </p>
      <p className={css.verdict}>{percent === null ? "" : missed ? "▼ Fuera de la meta" : ""}</p>
    </section>
  );
}

function Shares({
  level,
  target,
  of,
}: {
  level: WallLevel;
  target: Target;
  of: (figures: WallFigures) => [string | null, string];
}) {
  const spans: [string, WallFigures][] = [
    ["Hoy", level.day],
    [`Desde las ${timeOfDay(level.interval.from)}`, level.interval],
  ];
  return (
    <div className={css.shares}>
      <div className={css.tiles}>
        {spans.map(([title, figures]) => {
          const [percent, counted] = of(figures);
          return (
            <Share key={title} title={title} percent={percent} missed={misses(percent, target)} counted={counted} />
          );
        })}
      </div>
      {target && (
        <p className={css.target} data-figure>
          {targetPhrase(target)}
        </p>
      )}
    </div>
  );
}

const ServicePanel = ({ wall }: PanelProps) => (
  <Shares
    level={wall.total}
    target={wall.service_target}
    of={({ service_percent, within, ingressed }) => [
      service_percent,
      ingressed ? `${formatInteger(within)} de ${formatInteger(ingressed)} a tiempo` : "Sin llamadas todavía",
    ]}
  />
);

const AbandonmentPanel = ({ wall }: PanelProps) => (
  <Shares
    level={wall.total}
    target={wall.abandon_target}
    of={({ abandon_percent, abandoned, queued }) => [
      abandon_percent,
      queued ? `${formatInteger(abandoned)} de ${formatInteger(queued)} en cola` : "Sin llamadas todavía",
    ]}
  />
);

function LinesPanel({ wall, page }: PanelProps) {
  const first = wall.lines[0];
  return (
    <table className={css.rows}>
      <thead>
        <tr>
          <th scope="col">Línea</th>
          <th scope="col">Hoy</th>
          <th scope="col">{first ? `Desde las ${timeOfDay(first.interval.from)}` : "Media hora"}</th>
        </tr>
      </thead>
      <tbody>
        {wall.lines.slice(page.from, page.to).map(({ name, day, interval }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {[day, interval].map(({ from, service_percent }) => (
              <td key={from} data-figure data-missed={misses(service_percent, wall.service_target) || undefined}>
                {formatPercent(service_percent)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function QueuesPanel({ wall, page, now }: PanelProps) {
  return (
    <table className={css.rows}>
      <thead>
        <tr>
          <th scope="col">Cola</th>
          <th scope="col">En espera</th>
          <th scope="col">Mayor espera</th>
        </tr>
      </thead>
      <tbody>
        {wall.queues.slice(page.from, page.to).map(({ name, waiting, longest_since, threshold_s }) => {
          const wait = longest_since ? now - Date.parse(longest_since) : null;
          const late = wait !== null && threshold_s !== null && wait > threshold_s * 1000;
          return (
            <tr key={name} data-none={waiting === 0 || undefined}>
              <th scope="row">{name}</th>
              <td data-figure>{formatInteger(waiting)}</td>
              <td data-figure data-missed={late || undefined}>
                {wait === null ? "–" : duration(wait)}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

const AdvisorsPanel = ({ wall }: PanelProps) => (
  <ul className={css.states}>
    {wall.advisors.map(({ state, name, count }) => (
      <li key={state} data-state={state} data-none={count === 0 || undefined}>
        <span data-figure>{formatInteger(count)}</span>
        {name}
      </li>
    ))}
  </ul>
);

function ContingencyPanel({ wall, page }: PanelProps) {
  if (wall.contingency.length === 0)
    return <p className={css.alone}>Ninguna línea tiene un mensaje de contingencia.</p>;
  return (
    <ul className={css.messages}>
      {wall.contingency.slice(page.from, page.to).map(({ line, message, mode, until }) => (
        <li key={line} data-instead={mode === "instead" || undefined}>
          <strong>{line}</strong>
          <span>{message}</span>
          <span data-figure>hasta las {timeOfDay(until)}</span>
        </li>
      ))}
    </ul>
  );
}

export const PANEL_VIEWS: Record<Panel, ComponentType<PanelProps>> = {
  service: ServicePanel,
  lines: LinesPanel,
  queues: QueuesPanel,
  advisors: AdvisorsPanel,
  abandonment: AbandonmentPanel,
  contingency: ContingencyPanel,
};
