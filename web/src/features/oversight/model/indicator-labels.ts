/** Spanish labels of indicators, their formulas and the outcomes of calls. Pure. */
import type { Definition, Figure, Formula } from "../../../api/indicators";
import { inSentence, labelOf, type Labels } from "../../../labels";
import { timeOfDay, formatPercent, shortDateOfDay } from "../../../formats";
import { type Granularity, localDay, daysOfMonth } from "./indicator-view";

const denominatorLabel = ({ denominators }: Labels, formula: Formula): string =>
  formula.denominator === "queued_less_short"
    ? `encoladas sin abandonos de menos de ${formula.short_abandon_s} s`
    : denominators[formula.denominator];
const waitStartLabel = (formula: Formula): string =>
  formula.wait_from === "queue" ? "desde que entra en la cola" : "desde que entra en la línea";

/** Return «Evaluaciones de la muestra (teléfono)». */
const qualitySource = ({ evaluation_channels }: Labels, { channel }: Formula): string =>
  `Evaluaciones de la muestra al azar (${inSentence(labelOf(evaluation_channels, channel ?? ""))})`;
const qualityChoice = ({ tenures, estimate }: Formula): string =>
  `${tenures === "all" ? ", con la curva de aprendizaje" : ", sin la curva de aprendizaje"}${estimate === "plain" ? ", sin ponderar" : ""}`;

const escalationTarget = ({ escalated_to }: Formula): string =>
  escalated_to === "area" ? "a la primera área" : "al canal escrito";
/** Return «45 s», «5 min» or «24 h». */
export function boundLabel(seconds: number): string {
  if (seconds >= 3600 && seconds % 3600 === 0) return `${seconds / 3600}\u00a0h`;
  return seconds >= 60 && seconds % 60 === 0 ? `${seconds / 60}\u00a0min` : `${seconds}\u00a0s`;
}

/** Return the formula as one phrase, numerator ÷ denominator. */
export function formulaSentence(labels: Labels, formula: Formula): string {
  switch (formula.kind) {
    case "service_level":
      return `Contestadas con espera ${formula.bound === "at_most" ? "de hasta" : "menor que"} ${formula.threshold_s} s ${waitStartLabel(formula)} ÷ ${denominatorLabel(labels, formula)}`;
    case "answer_rate":
      return `Contestadas ÷ ${denominatorLabel(labels, formula)}`;
    case "abandon_rate":
      return `Abandonadas en cola ÷ ${denominatorLabel(labels, formula)}`;
    case "short_abandon_rate":
      return `Abandonadas en cola antes de ${formula.short_abandon_s} s ÷ encoladas`;
    case "speed_of_answer":
      return `Espera total ${waitStartLabel(formula)} ÷ contestadas`;
    case "handle_time":
      return "Conversación, espera en llamada y tipificación ÷ contestadas";
    case "typified":
      return "Tipificadas ÷ contestadas";
    case "repeat_callers":
      return `Quienes vuelven a llamar en ${formula.repeat_days} días ÷ quienes llaman (por número o documento)`;
    case "first_contact":
      return "Tickets cerrados en la llamada ÷ tickets de llamadas";
    case "petition_timeliness":
      return "Tickets respondidos en el término legal ÷ tickets por responder";
    case "escalation_time":
      return `Tiempo del fin de la llamada al escalamiento ${escalationTarget(formula)} ÷ tickets escalados (0 durante la llamada)`;
    case "escalated_in_time":
      return `Tickets escalados ${escalationTarget(formula)} hasta ${boundLabel(formula.within_s ?? 0)} después de la llamada ÷ tickets escalados`;
    case "occupancy":
      return "Tiempo en llamada y tipificando ÷ tiempo en turno sin pausas";
    case "adherence":
      return "Tiempo en turno sin pausas y en las que el contrato admite ÷ tiempo en turno";
    case "quality_precision":
      return `${qualitySource(labels, formula)} sin «${labelOf(labels.error_families, formula.family ?? "")}» ÷ las que tienen un criterio de esa familia${qualityChoice(formula)}`;
    case "quality_score":
      return `Suma de las notas ÷ ${inSentence(qualitySource(labels, formula))}${qualityChoice(formula)}`;
  }
}

/** Return whether evaluations are behind the figure. */
export const isOfQuality = ({ kind }: Pick<Formula, "kind">): boolean =>
  kind === "quality_precision" || kind === "quality_score";

const TICKET_KINDS: ReadonlySet<string> = new Set(["petition_timeliness", "escalation_time", "escalated_in_time"]);
/** Return whether tickets are behind the figure. */
export const isOfTickets = ({ kind }: Pick<Formula, "kind">): boolean => TICKET_KINDS.has(kind);

/** Return what distinguishes a variant from the contract's formula. */
export function variantLabel(labels: Labels, formula: Formula): string {
  const parts: string[] = [];
  if (formula.kind === "service_level" || formula.kind === "answer_rate" || formula.kind === "abandon_rate")
    parts.push(`sobre ${denominatorLabel(labels, formula)}`);
  if (formula.kind === "service_level" || formula.kind === "speed_of_answer")
    parts.push(formula.wait_from === "queue" ? "espera desde la cola" : "espera desde la línea");
  if (isOfQuality(formula))
    parts.push(
      formula.tenures === "all" ? "con la curva de aprendizaje" : "sin la curva de aprendizaje",
      formula.estimate === "plain" ? "cada evaluación pesa igual" : "ponderada si la muestra lo pide",
    );
  if (formula.kind === "service_level")
    parts.push(
      formula.bound === "at_most" ? `hasta ${formula.threshold_s}\u00a0s` : `menos de ${formula.threshold_s}\u00a0s`,
    );
  return parts.join(" · ") || formulaSentence(labels, formula);
}

/** Format as «82,35 %» or «23,45 s». */
export const formatValue = (value: string | null, unit: Figure["unit"]): string =>
  value === null ? "–" : unit === "percent" ? formatPercent(value) : `${value.replace(".", ",")} s`;

const plainNumber = (value: number): string => String(value).replace(".", ",");
/** Return «Meta: al menos 80 %», or «Sin meta». */
export function targetLabel(
  { target_senses }: Labels,
  { target, sense, unit }: Pick<Definition, "target" | "sense" | "unit">,
): string {
  if (target === null) return "Sin meta";
  return `Meta: ${target_senses[sense]} ${plainNumber(target)} ${unit === "percent" ? "%" : "s"}`;
}

/**
 * Return numerator ÷ denominator; a time in milliseconds is shown in seconds. Of quality, what was counted: a mean mark
 * or a weighted estimate is an exact fraction that no reader recognises.
 */
export function fractionLabel(figure: Pick<Figure, "numerator" | "denominator" | "unit" | "sample">): string {
  if (figure.sample) {
    const { total, evaluations, weighted } = figure.sample;
    return `${formatTotal(total)} ÷ ${formatGrouped(evaluations)}${weighted ? " (ponderada)" : ""}`;
  }
  const numerator =
    figure.unit === "seconds"
      ? `${formatGrouped(Math.round(figure.numerator / 1000))} s`
      : formatGrouped(figure.numerator);
  return `${numerator} ÷ ${formatGrouped(figure.denominator)}`;
}
/** Format an exact fraction such as «25000/3» with at most two decimals: «8.333,33». */
export function formatTotal(total: string): string {
  const [numerator = 0, denominator = 1] = total.split("/").map(Number);
  return (numerator / denominator).toLocaleString("es-CO", { maximumFractionDigits: 2 });
}
/** Return «intervalo de 91,04 a 97,27 %»; empty without a sample. */
export const intervalLabel = (sample: Figure["sample"]): string =>
  sample ? `intervalo de ${sample.low.replace(".", ",")} a ${formatPercent(sample.high)}` : "";
const integer = new Intl.NumberFormat("es-CO");
const formatGrouped = (value: number): string => integer.format(value);

const month = new Intl.DateTimeFormat("es-CO", { timeZone: "UTC", month: "long", year: "numeric" });
/** Return «noviembre de 2026». */
export const monthLabel = (text: string): string => month.format(new Date(`${daysOfMonth(text).from}T12:00:00Z`));

/** Return the time slot of a figure: «07:30», «lun. 2 de nov.», «noviembre de 2026». */
export function slotLabel(startsAt: string, by: Granularity, withDay = true): string {
  const day = localDay(startsAt);
  if (by === "month") return monthLabel(day.slice(0, 7));
  if (by === "day") return `${weekday.format(new Date(`${day}T12:00:00Z`))} ${shortDateOfDay(day)}`;
  if (by === "interval") return withDay ? `${shortDateOfDay(day)}, ${timeOfDay(startsAt)}` : timeOfDay(startsAt);
  return "Todo el período";
}
const weekday = new Intl.DateTimeFormat("es-CO", { timeZone: "UTC", weekday: "short" });

/** Return the difference of a balance: «sobran 3», «faltan 1.200». */
export const differenceLabel = (difference: number): string =>
  difference > 0 ? `sobran ${formatGrouped(difference)}` : `faltan ${formatGrouped(-difference)}`;
