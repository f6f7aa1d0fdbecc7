/** The words of the weekly samples: week, plan, state, what the seed proves, and the links of the items. Pure. */
import type { Sample, SampleItem, SampleSummary } from "../../../api/samples";
import { countPhrase, formatInteger, longDateOfDay, momentPhrase } from "../../../formats";
import { decimalSign, t } from "../../../i18n/translate";

export const CHANNEL_TABS = [
  ["todas", t("Todas")],
  ["phone", t("Llamadas")],
  ["written", t("Respuestas escritas")],
] as const;
export type ChannelTab = (typeof CHANNEL_TABS)[number][0];
type Channel = SampleSummary["channel"];

const CHANNELS: Record<Channel, string> = { phone: t("Llamadas"), written: t("Respuestas escritas") };
const ITEM_PATHS: Record<Channel, string> = { phone: "/llamadas", written: "/bandeja" };

export const channelLabel = (channel: Channel): string => CHANNELS[channel];
export const samplePath = (id: string): string => `/calidad/muestras/${encodeURIComponent(id)}`;
/** Return the page of the call or of the ticket. */
export const itemPath = (channel: Channel, item: string): string =>
  `${ITEM_PATHS[channel]}/${encodeURIComponent(item)}`;

/** Return «16 al 22 de noviembre de 2026», with month and year of the first day where they differ. */
export function weekLabel(first: string, last: string): string {
  const [begins, ends] = [longDateOfDay(first), longDateOfDay(last)];
  if (first.slice(0, 7) === last.slice(0, 7)) return t("{Number} al {ends}", { Number: Number(first.slice(8)), ends });
  return t("{begins} al {ends}", {
    begins: first.slice(0, 4) === last.slice(0, 4) ? begins.replace(/ de \d{4}$/, "") : begins,
    ends,
  });
}

/** Return «Llamadas, 16 al 22 de noviembre de 2026». */
export const sampleName = ({ channel, first_day, last_day }: SampleSummary): string =>
  `${channelLabel(channel)}, ${weekLabel(first_day, last_day)}`;

/** Format a fraction of 1 in hundredths: «5», «2,5». */
const hundredths = (fraction: string): string =>
  String(Math.round(Number(fraction) * 1000) / 10).replace(".", decimalSign);

/** Return the precision of the plan: «95 % de confianza · margen de error de 5 puntos · proporción esperada de 50 %». */
export const planLabel = ({ confidence, margin, expected }: SampleSummary["plan"]): string =>
  hundredths(margin) === "1"
    ? t("{confidence} % de confianza · margen de error de {margin} punto · proporción esperada de {expected} %", {
        confidence,
        margin: hundredths(margin),
        expected: hundredths(expected),
      })
    : t("{confidence} % de confianza · margen de error de {margin} puntos · proporción esperada de {expected} %", {
        confidence,
        margin: hundredths(margin),
        expected: hundredths(expected),
      });

/** Return the state in words: when it is drawn, or what the draw waits for. */
export function stateSentence({ state, plan, drawn_at }: SampleSummary, now: number): string {
  switch (state) {
    case "planned":
      return t("se sortea desde {draws_at}", { draws_at: theMoment(plan.draws_at, now) });
    case "awaiting_number":
      return t("espera el número de la interventoría hasta {reveal_by}", { reveal_by: theMoment(plan.reveal_by, now) });
    case "due":
      return t("se sortea en cuanto terminen las llamadas de la semana");
    default:
      return drawn_at ? t("se sorteó {drawn_at}", { drawn_at: momentPhrase(drawn_at, now) }) : t("se sorteó");
  }
}

const theMoment = (at: string, now: number): string => momentPhrase(at, now).replace(/^a (?=las? )/, "");

const STATES: Record<SampleSummary["state"], string> = {
  planned: t("Planeada"),
  awaiting_number: t("Espera el número"),
  due: t("Por sortear"),
  drawn: t("Sorteada"),
};
export const stateLabel = (state: SampleSummary["state"]): string => STATES[state];

/** Return in few words what the seed proves; the page of the sample has the whole sentence. */
export function seedLabel({ seed_case, number, state }: Pick<SampleSummary, "seed_case" | "number" | "state">): string {
  if (seed_case === "committed") return t("nadie pudo escoger la muestra");
  if (seed_case === "unrevealed") return t("se pudo influir: el número no se reveló");
  if (seed_case === "head") return t("se pudo influir: no hubo un número");
  if (!number) return state === "planned" ? t("sin número comprometido todavía") : t("sin número comprometido");
  return number.number ? t("número revelado") : t("número comprometido, sin revelar");
}

/** Return «270 de 900», or a dash before the draw. */
export const sizeLabel = ({ size, population }: Pick<SampleSummary, "size" | "population">): string =>
  size === null || population === null
    ? "–"
    : t("{size} de {population}", { size: formatInteger(size), population: formatInteger(population) });

export const replacementsLabel = (replaced: number): string =>
  replaced === 0 ? t("ninguno") : countPhrase(replaced, "reemplazo", "reemplazos");

/** Return the command with which anybody repeats the draw. */
export const verifyCommand = ({ week, channel }: Pick<SampleSummary, "week" | "channel">): string =>
  `atencion quality sample --verify ${week} ${channel}`;

/** Return the item that took the place of another one. */
export const replacementOf = (sample: Pick<Sample, "items">, item: string): SampleItem | undefined =>
  sample.items.find((each) => each.replaces === item);
