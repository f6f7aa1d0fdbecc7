/** Spanish labels of indicators, their formulas and the outcomes of calls. Pure. */
import type { Definition, Figure, Formula } from "../../../api/indicators";
import { inSentence, labelOf, type Labels } from "../../../labels";
import { timeOfDay, formatPercent, shortDateOfDay } from "../../../formats";
import { type Granularity, localDay, daysOfMonth } from "./indicator-view";
import { decimalSign, locale, t } from "../../../i18n/translate";

const denominatorLabel = ({ denominators }: Labels, formula: Formula): string =>
  formula.denominator === "queued_less_short"
    ? t("encoladas sin abandonos de menos de {short_abandon_s} s", { short_abandon_s: formula.short_abandon_s })
    : denominators[formula.denominator];
const waitStartLabel = (formula: Formula): string =>
  formula.wait_from === "queue" ? t("desde que entra en la cola") : t("desde que entra en la línea");

/** Return «Evaluaciones de la muestra (teléfono)». */
const qualitySource = ({ evaluation_channels }: Labels, { channel }: Formula): string =>
  t("Evaluaciones de la muestra al azar ({inSentence})", {
    inSentence: inSentence(labelOf(evaluation_channels, channel ?? "")),
  });
const qualityChoice = ({ tenures, estimate }: Formula): string =>
  `${tenures === "all" ? t(", con la curva de aprendizaje") : t(", sin la curva de aprendizaje")}${estimate === "plain" ? t(", sin ponderar") : ""}`;

const escalationTarget = ({ escalated_to }: Formula): string =>
  escalated_to === "area" ? t("a la primera área") : t("al canal escrito");
/** Return «45 s», «5 min» or «24 h». */
export function boundLabel(seconds: number): string {
  if (seconds >= 3600 && seconds % 3600 === 0) return `${seconds / 3600}\u00a0h`;
  return seconds >= 60 && seconds % 60 === 0 ? `${seconds / 60}\u00a0min` : `${seconds}\u00a0s`;
}

/** Return the formula as one phrase, numerator ÷ denominator. */
export function formulaSentence(labels: Labels, formula: Formula): string {
  switch (formula.kind) {
    case "service_level":
      return formula.bound === "at_most"
        ? t("Contestadas con espera de hasta {threshold_s} s {formula} ÷ {formula2}", {
            threshold_s: formula.threshold_s,
            formula: waitStartLabel(formula),
            formula2: denominatorLabel(labels, formula),
          })
        : t("Contestadas con espera menor que {threshold_s} s {formula} ÷ {formula2}", {
            threshold_s: formula.threshold_s,
            formula: waitStartLabel(formula),
            formula2: denominatorLabel(labels, formula),
          });
    case "answer_rate":
      return t("Contestadas ÷ {formula}", { formula: denominatorLabel(labels, formula) });
    case "abandon_rate":
      return t("Abandonadas en cola ÷ {formula}", { formula: denominatorLabel(labels, formula) });
    case "short_abandon_rate":
      return t("Abandonadas en cola antes de {short_abandon_s} s ÷ encoladas", {
        short_abandon_s: formula.short_abandon_s,
      });
    case "speed_of_answer":
      return t("Espera total {formula} ÷ contestadas", { formula: waitStartLabel(formula) });
    case "handle_time":
      return t("Conversación, espera en llamada y tipificación ÷ contestadas");
    case "typified":
      return t("Tipificadas ÷ contestadas");
    case "repeat_callers":
      return t("Quienes vuelven a llamar en {repeat_days} días ÷ quienes llaman (por número o documento)", {
        repeat_days: formula.repeat_days,
      });
    case "first_contact":
      return t("Tickets cerrados en la llamada ÷ tickets de llamadas");
    case "petition_timeliness":
      return t("Tickets respondidos en el término legal ÷ tickets por responder");
    case "escalation_time":
      return t("Tiempo del fin de la llamada al escalamiento {formula} ÷ tickets escalados (0 durante la llamada)", {
        formula: escalationTarget(formula),
      });
    case "escalated_in_time":
      return t("Tickets escalados {formula} hasta {boundLabel} después de la llamada ÷ tickets escalados", {
        formula: escalationTarget(formula),
        boundLabel: boundLabel(formula.within_s ?? 0),
      });
    case "occupancy":
      return t("Tiempo en llamada y tipificando ÷ tiempo en turno sin pausas");
    case "adherence":
      return t("Tiempo en turno sin pausas y en las que el contrato admite ÷ tiempo en turno");
    case "quality_precision":
      return t("{formula} sin «{labelOf}» ÷ las que tienen un criterio de esa familia{formula2}", {
        formula: qualitySource(labels, formula),
        labelOf: labelOf(labels.error_families, formula.family ?? ""),
        formula2: qualityChoice(formula),
      });
    case "quality_score":
      return t("Suma de las notas ÷ {inSentence}{formula}", {
        inSentence: inSentence(qualitySource(labels, formula)),
        formula: qualityChoice(formula),
      });
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
    parts.push(t("sobre {formula}", { formula: denominatorLabel(labels, formula) }));
  if (formula.kind === "service_level" || formula.kind === "speed_of_answer")
    parts.push(formula.wait_from === "queue" ? t("espera desde la cola") : t("espera desde la línea"));
  if (isOfQuality(formula))
    parts.push(
      formula.tenures === "all" ? t("con la curva de aprendizaje") : t("sin la curva de aprendizaje"),
      formula.estimate === "plain" ? t("cada evaluación pesa igual") : t("ponderada si la muestra lo pide"),
    );
  if (formula.kind === "service_level")
    parts.push(
      formula.bound === "at_most"
        ? t("hasta {threshold_s} s", { threshold_s: formula.threshold_s })
        : t("menos de {threshold_s} s", { threshold_s: formula.threshold_s }),
    );
  return parts.join(" · ") || formulaSentence(labels, formula);
}

/** Format as «82,35 %» or «23,45 s». */
export const formatValue = (value: string | null, unit: Figure["unit"]): string =>
  value === null ? "–" : unit === "percent" ? formatPercent(value) : `${value.replace(".", decimalSign)} s`;

const plainNumber = (value: number): string => String(value).replace(".", decimalSign);
/** Return «Meta: al menos 80 %», or «Sin meta». */
export function targetLabel(
  { target_senses }: Labels,
  { target, sense, unit }: Pick<Definition, "target" | "sense" | "unit">,
): string {
  if (target === null) return t("Sin meta");
  return t("Meta: {target_senses} {target} {text}", {
    target_senses: target_senses[sense],
    target: plainNumber(target),
    text: unit === "percent" ? "%" : "s",
  });
}

/**
 * Return numerator ÷ denominator; a time in milliseconds is shown in seconds. Of quality, what was counted: a mean mark
 * or a weighted estimate is an exact fraction that no reader recognises.
 */
export function fractionLabel(figure: Pick<Figure, "numerator" | "denominator" | "unit" | "sample">): string {
  if (figure.sample) {
    const { total, evaluations, weighted } = figure.sample;
    return `${formatTotal(total)} ÷ ${formatGrouped(evaluations)}${weighted ? t(" (ponderada)") : ""}`;
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
  return (numerator / denominator).toLocaleString(locale, { maximumFractionDigits: 2 });
}
/** Return «intervalo de 91,04 a 97,27 %»; empty without a sample. */
export const intervalLabel = (sample: Figure["sample"]): string =>
  sample
    ? t("intervalo de {low} a {high}", { low: sample.low.replace(".", decimalSign), high: formatPercent(sample.high) })
    : "";
const integer = new Intl.NumberFormat(locale);
const formatGrouped = (value: number): string => integer.format(value);

const month = new Intl.DateTimeFormat(locale, { timeZone: "UTC", month: "long", year: "numeric" });
/** Return «noviembre de 2026». */
export const monthLabel = (text: string): string => month.format(new Date(`${daysOfMonth(text).from}T12:00:00Z`));

/** Return the time slot of a figure: «07:30», «lun. 2 de nov.», «noviembre de 2026». */
export function slotLabel(startsAt: string, by: Granularity, withDay = true): string {
  const day = localDay(startsAt);
  if (by === "month") return monthLabel(day.slice(0, 7));
  if (by === "day") return `${weekday.format(new Date(`${day}T12:00:00Z`))} ${shortDateOfDay(day)}`;
  if (by === "interval") return withDay ? `${shortDateOfDay(day)}, ${timeOfDay(startsAt)}` : timeOfDay(startsAt);
  return t("Todo el período");
}
const weekday = new Intl.DateTimeFormat(locale, { timeZone: "UTC", weekday: "short" });

/** Return the difference of a balance: «sobran 3», «faltan 1.200». */
export const differenceLabel = (difference: number): string =>
  difference > 0
    ? t("sobran {difference}", { difference: formatGrouped(difference) })
    : t("faltan {formatGrouped}", { formatGrouped: formatGrouped(-difference) });
