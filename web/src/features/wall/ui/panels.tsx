/** The panels of a wall. Every figure is legible from three metres; none is of a person. */
import type { ComponentType } from "react";
import type { Panel, Wall } from "../../../api/displays";
import { duration, formatInteger, formatPercent, timeOfDay } from "../../../formats";
import type { Page } from "../model/pages";
import css from "./wall.module.css";
import { decimalSign, t } from "../../../i18n/translate";

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
/** The marks of a figure that is too low or too high, so that the colour is not the only sign. */
const LOW = "▼";
const HIGH = "▲";
const missMark = (target: Target): string => (target?.at_least ? LOW : HIGH);
const targetPhrase = (target: NonNullable<Target>): string =>
  `${target.at_least ? t("Meta: al menos") : t("Meta: a lo sumo")} ${String(target.percent).replace(".", decimalSign)}\u00a0%`;

interface ShareProps {
  title: string;
  percent: string | null;
  /** Such as «38 de 41», and what they are. */
  counted: readonly [string, string];
  target: Target;
}

function Share({ title, percent, counted: [figures, meaning], target }: ShareProps) {
  const missed = misses(percent, target);
  return (
    <section className={css.tile} data-missed={missed ? missMark(target) : undefined}>
      <h2>{title}</h2>
      <p className={css.huge} data-figure>
        {formatPercent(percent)}
      </p>
      {figures && (
        <p className={css.counted} data-figure>
          {figures}
        </p>
      )}
      <p className={css.verdict}>
        {meaning}
        {missed && <strong> {t("{target} fuera de la meta", { target: missMark(target) })}</strong>}
      </p>
    </section>
  );
}

interface SharesProps {
  level: WallLevel;
  target: Target;
  of: (figures: WallFigures) => readonly [percent: string | null, numerator: number, denominator: number];
  meaning: string;
}

function Shares({ level, target, of, meaning }: SharesProps) {
  const spans: [string, WallFigures][] = [
    [t("Hoy"), level.day],
    [t("Desde las {from}", { from: timeOfDay(level.interval.from) }), level.interval],
  ];
  return (
    <div className={css.shares}>
      <div className={css.tiles}>
        {spans.map(([title, figures]) => {
          const [percent, part, whole] = of(figures);
          const counted = whole
            ? ([t("{part} de {whole}", { part: formatInteger(part), whole: formatInteger(whole) }), meaning] as const)
            : (["", t("Sin llamadas todavía")] as const);
          return <Share key={title} title={title} percent={percent} counted={counted} target={target} />;
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
    of={({ service_percent, within, ingressed }) => [service_percent, within, ingressed]}
    meaning={t("contestadas a tiempo")}
  />
);

const AbandonmentPanel = ({ wall }: PanelProps) => (
  <Shares
    level={wall.total}
    target={wall.abandon_target}
    of={({ abandon_percent, abandoned, queued }) => [abandon_percent, abandoned, queued]}
    meaning={t("abandonadas en cola")}
  />
);

function LinesPanel({ wall, page }: PanelProps) {
  const first = wall.lines[0];
  return (
    <table className={css.rows}>
      <thead>
        <tr>
          <th scope="col">{t("Línea")}</th>
          <th scope="col">{t("Hoy")}</th>
          <th scope="col">
            {first ? t("Desde las {from}", { from: timeOfDay(first.interval.from) }) : t("Media hora")}
          </th>
        </tr>
      </thead>
      <tbody>
        {wall.lines.slice(page.from, page.to).map(({ name, day, interval }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {[day, interval].map(({ from, service_percent }) => (
              <td
                key={from}
                data-figure
                data-missed={misses(service_percent, wall.service_target) ? missMark(wall.service_target) : undefined}
              >
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
          <th scope="col">{t("Cola")}</th>
          <th scope="col">{t("En espera")}</th>
          <th scope="col">{t("Mayor espera")}</th>
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
              <td data-figure data-missed={late ? HIGH : undefined}>
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
    return <p className={css.alone}>{t("Ninguna línea tiene un mensaje de contingencia.")}</p>;
  return (
    <ul className={css.messages}>
      {wall.contingency.slice(page.from, page.to).map(({ line, message, mode, until }) => (
        <li key={line} data-instead={mode === "instead" || undefined}>
          <strong>{line}</strong>
          <span>{message}</span>
          <span data-figure>{t("hasta las {until}", { until: timeOfDay(until) })}</span>
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
