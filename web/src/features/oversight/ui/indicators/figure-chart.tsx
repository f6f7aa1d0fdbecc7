/** A figure over time against its target, with what is behind it; many half hours as a table of days and half hours. */
import type { Definition, Figure } from "../../../../api/indicators";
import { HeatLegend, HeatMap } from "../../../../components/charts/heat-map";
import { type ChartPanel, TimeChart } from "../../../../components/charts/time-chart";
import { timeOfDay } from "../../../../formats";
import { useLabels } from "../../../../labels";
import { chartPoints, chartSlot, type Cut, FEW_CASES, figureCell } from "../../model/chart-points";
import { formatValue, slotLabel, targetLabel } from "../../model/indicator-labels";
import { type IndicatorView, localDay } from "../../model/indicator-view";
import { useChartPlace } from "./chart-place";
import { t } from "../../../../i18n/translate";

/** More slots than this are shown as a table of days and half hours. */
export const MOST_SLOTS = 96;

interface FigureChartProps {
  figures: Figure[];
  definition: Definition;
  view: IndicatorView;
  open?: ((figure: Figure) => void) | undefined;
}

export function FigureChart({ figures, definition, view, open }: FigureChartProps) {
  const labels = useLabels();
  const place = useChartPlace(view);
  const by = view.by as Cut;
  const about = { title: definition.name, period: place, fileName: `${definition.id}-${view.from}-${view.until}` };
  if (by === "interval" && figures.length > MOST_SLOTS)
    return <HalfHours {...{ figures, definition, about }} targetText={targetLabel(labels, definition)} />;
  const panel: ChartPanel = {
    name: definition.name,
    unit: definition.unit,
    target: definition.target,
    targetText: targetLabel(labels, definition),
    series: [{ name: definition.name, kind: "main", points: chartPoints(figures, definition.unit) }],
  };
  return (
    <TimeChart
      label={t("{name}, {place}: {figures}. La tabla siguiente trae las cifras.", {
        name: definition.name,
        place,
        figures: missedPhrase(figures, definition),
      })}
      slots={figures.map((each) => chartSlot(Date.parse(each.starts_at), by, view.from !== view.until))}
      panels={[panel]}
      volume={{ name: t("Casos (denominador)"), values: figures.map(({ denominator }) => denominator) }}
      chosen={view.slot ? figures.findIndex((each) => Date.parse(each.starts_at) === Date.parse(view.slot)) : -1}
      onChoose={open && ((index) => figures[index] && open(figures[index]))}
      about={about}
    />
  );
}

/** Return how many of the periods miss the target. */
export function missedPhrase(figures: readonly Figure[], { target }: Pick<Definition, "target">): string {
  if (target === null) return t("sin meta");
  const missed = figures.filter((each) => each.meets === false).length;
  return t("{missed} de {figures} períodos no cumplen la meta", { missed, figures: figures.length });
}

interface HalfHoursProps {
  figures: Figure[];
  definition: Definition;
  targetText: string;
  about: { title: string; period: string; fileName: string };
}

function HalfHours({ figures, definition, targetText, about }: HalfHoursProps) {
  const clock = [...new Set(figures.map((each) => timeOfDay(each.starts_at)))].sort();
  const days = [...new Set(figures.map((each) => localDay(each.starts_at)))].sort();
  const found = new Map(figures.map((each) => [`${localDay(each.starts_at)} ${timeOfDay(each.starts_at)}`, each]));
  const most = Math.max(0, ...figures.map((each) => Number(each.value ?? 0)));
  const rows = days.map((day) => ({
    key: day,
    label: slotLabel(`${day}T12:00:00Z`, "day"),
    cells: clock.map((time) => {
      const each = found.get(`${day} ${time}`);
      const place = each ? slotLabel(each.starts_at, "interval") : "";
      return each ? figureCell(each, definition, most, place, { withVolume: false }) : null;
    }),
  }));
  return (
    <HeatMap
      label={t("{title} por día y media hora, {period}. Menos de {fewCases} casos: trama.", {
        title: about.title,
        period: about.period,
        fewCases: FEW_CASES,
      })}
      corner={t("Día")}
      columns={clock.map((label) => ({ key: label, label }))}
      rows={rows}
      legend={
        <HeatLegend
          target={definition.target === null ? null : targetText}
          most={formatValue(most.toFixed(2), definition.unit)}
        />
      }
      about={about}
    />
  );
}
