/** The rows of a call's summary, in the words of the screen. Pure. */
import type { components } from "../../../api/schema";
import { duration } from "../../../formats";
import type { Labels } from "../../../labels";
import { t } from "../../../i18n/translate";

export type CallDetail = components["schemas"]["CallDetail"];
export type CallSummary = components["schemas"]["SummaryDetail"];
type Wait = CallSummary["waits"][number];
type Talk = CallSummary["talks"][number];

/** Return the choices in the menu as a path: «Pagos › Formas de pago». */
export const choicePath = ({ choices }: CallSummary): string =>
  choices.length ? choices.join(" › ") : t("No eligió ninguna opción");

/** Return a wait as «0:20 en Pagos, contestada»; the name alone would not say how it ended. */
export const waitPhrase = ({ queue_name, wait_ms, result }: Wait, { wait_results }: Labels): string =>
  wait_ms === null
    ? t("en {queue_name}, {wait_results}", { queue_name, wait_results: wait_results[result] })
    : t("{wait_ms} en {queue_name}, {wait_results}", {
        wait_ms: duration(wait_ms),
        queue_name,
        wait_results: wait_results[result],
      });

/** Return a talk as «Ana Rojas, 3:07». */
export const talkPhrase = ({ advisor_name, talk_ms }: Talk): string =>
  talk_ms === null ? t("{advisor_name}, en conversación", { advisor_name }) : `${advisor_name}, ${duration(talk_ms)}`;

/** Return the total of a call with several talks, or on hold: «4:10 en total, 0:35 retenida»; empty for none. */
export function talkTotal({ summary: { talks, talk_ms }, held_ms }: Pick<CallDetail, "summary" | "held_ms">): string {
  const total = talks.length > 1 && talk_ms !== null ? [t("{talk_ms} en total", { talk_ms: duration(talk_ms) })] : [];
  const held = held_ms > 0 ? [t("{held_ms} retenida", { held_ms: duration(held_ms) })] : [];
  return [...total, ...held].join(", ");
}

/** Return the topic as «Queja · Trato recibido · En la línea». */
export const topicPhrase = ({
  kind_name,
  theme_name,
  subtheme_name,
}: Pick<NonNullable<CallSummary["topic"]>, "kind_name" | "theme_name" | "subtheme_name">): string =>
  [kind_name, theme_name, subtheme_name].filter(Boolean).join(" · ");

/** Return how long the call lasted, in milliseconds; null while it goes on. */
export const callLength = ({ arrived_at, ended_at }: Pick<CallDetail, "arrived_at" | "ended_at">): number | null =>
  ended_at === null ? null : Date.parse(ended_at) - Date.parse(arrived_at);
