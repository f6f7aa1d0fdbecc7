/** A queue in words, as a person would explain it. Pure. */
import type { Document } from "../../editor-props";
import { countPhrase } from "../../../../formats";
import { type Fields, fieldsOf, listOf, nameOf, numberOf, textOf } from "../common/values";
import { t } from "../../../../i18n/translate";

export const STRATEGIES = [
  { value: "longest_idle", label: t("Al que lleva más tiempo libre") },
  { value: "fewest_calls", label: t("Al que ha tenido menos llamadas") },
  { value: "round_robin", label: t("Por turnos") },
  { value: "random", label: t("Al azar") },
  { value: "best_level", label: t("Al de más nivel") },
  { value: "ring_all", label: t("A varios a la vez; el primero que contesta") },
];
export const DEFAULTS = {
  threshold_s: 20,
  ring_s: 15,
  wrap_up_s: 20,
  weight: 1,
  ring_most: 5,
  pause_after_misses: 1,
  announce_every_s: 0,
} as const;
export const BUILT_IN_MUSIC = "musica.espera";

/** A reason for an overflow: its field, what it asks, and the number that bounds it. */
export interface OverflowReason {
  reason: "nobody" | "full" | "estimate" | "max_wait";
  label: string;
  bound: { field: string; label: string; min: number; max: number; first: number; unit: string } | null;
}

export const OVERFLOW_REASONS: readonly OverflowReason[] = [
  { reason: "nobody", label: t("Si no hay nadie de turno"), bound: null },
  {
    reason: "full",
    label: t("Si ya esperan muchos"),
    bound: { field: "most", label: t("Más de"), min: 1, max: 100_000, first: 100, unit: t(" llamadas") },
  },
  {
    reason: "estimate",
    label: t("Si la espera calculada es larga"),
    bound: { field: "over_s", label: t("Más de"), min: 10, max: 7200, first: 900, unit: t(" segundos") },
  },
  {
    reason: "max_wait",
    label: t("Si ya esperó mucho"),
    bound: { field: "after_s", label: t("A los"), min: 10, max: 7200, first: 300, unit: t(" segundos") },
  },
];

export type WayOut = "queue" | "message" | "voice_message" | "call_back" | "number";
export const WAYS_OUT: readonly (readonly [WayOut, string])[] = [
  ["queue", t("Otra cola")],
  ["message", t("Un mensaje y la despedida")],
  ["voice_message", t("Un mensaje de voz de quien llama")],
  ["call_back", t("La devolución de la llamada")],
  ["number", t("Otro número (SIP)")],
];

/** Return where an overflow leads; null if it names nothing. */
export function wayOutOf(value: unknown): { way: WayOut; id: string } | null {
  const fields = fieldsOf(value);
  const way = WAYS_OUT.map(([each]) => each).find((each) => fields[each] !== undefined && fields[each] !== false);
  return way === undefined ? null : { way, id: textOf(fields[way]) };
}

/** Return an overflow with another way out; its bound stays. */
export function withWayOut(value: unknown, way: WayOut, id: string): Fields {
  const { queue: _q, message: _m, voice_message: _v, call_back: _c, number: _n, ...others } = fieldsOf(value);
  return { ...others, [way]: way === "call_back" ? true : id };
}

/** Format seconds as people say them: «20 segundos», «3 minutos», «1 minuto y 30 segundos». */
export function secondsText(seconds: number): string {
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  const parts = [
    minutes > 0 && countPhrase(minutes, "minuto", "minutos"),
    (rest > 0 || minutes === 0) && countPhrase(rest, "segundo", "segundos"),
  ];
  return parts.filter(Boolean).join(t(" y "));
}

/** Return the queue as sentences. */
export function queueSentences(document: Document, queue: Fields): string[] {
  const number = (field: keyof typeof DEFAULTS) => numberOf(queue[field], DEFAULTS[field]);
  const strategy = textOf(queue.strategy) || "longest_idle";
  const who = STRATEGIES.find(({ value }) => value === strategy)?.label ?? strategy;
  const ringing = t("{who}. El teléfono de cada asesor timbra {ring}.", { who, ring: secondsText(number("ring_s")) });
  const announced = number("announce_every_s");
  return [
    t("La llamada se ofrece: {ringing}", { ringing: ringing.charAt(0).toLowerCase() + ringing.slice(1) }),
    t("Está a tiempo si se contesta en {threshold}. Después hay {wrap} para tipificar.", {
      threshold: secondsText(number("threshold_s")),
      wrap: secondsText(number("wrap_up_s")),
    }),
    ...bandSentences(queue),
    announced > 0
      ? t("Cada {every} se dice el turno y la espera calculada.", { every: secondsText(announced) })
      : t("No se dice el turno ni la espera."),
    ...overflowSentences(document, queue),
  ];
}

function bandSentences(queue: Fields): string[] {
  const bands = listOf(queue.bands).map(fieldsOf);
  if (bands.length < 2) return [];
  const steps = bands.map(({ after_s, level }) =>
    t("desde {after}, nivel {level} o más", { after: secondsText(numberOf(after_s, 0)), level: textOf(level) }),
  );
  return [t("Quién la recibe: {steps}.", { steps: steps.join("; ") })];
}

function overflowSentences(document: Document, queue: Fields): string[] {
  const overflow = fieldsOf(queue.overflow);
  return OVERFLOW_REASONS.flatMap(({ reason, label, bound }) => {
    const value = overflow[reason];
    if (value === undefined) return [];
    const amount = bound === null ? null : numberOf(fieldsOf(value)[bound.field], 0);
    const when =
      amount === null
        ? label
        : t("{label} ({bound})", {
            label,
            bound: reason === "full" ? countPhrase(amount, "llamada", "llamadas") : secondsText(amount),
          });
    return [t("{when}: {place}.", { when, place: wayOutText(document, value) })];
  });
}

/** Return where an overflow leads, in words. */
export function wayOutText(document: Document, value: unknown): string {
  const out = wayOutOf(value);
  switch (out?.way) {
    case undefined:
      return t("no lleva a ninguna parte");
    case "queue":
      return t("pasa a la cola {queue}", { queue: nameOf(document, "queues", out?.id ?? "") });
    case "message":
      return t("oye «{prompt}» y se despide", { prompt: out?.id });
    case "voice_message":
      return t("oye «{prompt}» y puede dejar un mensaje", { prompt: out?.id });
    case "call_back":
      return t("se le ofrece devolver la llamada");
    case "number":
      return t("pasa a {number}", { number: out?.id });
  }
}
