/** The form of a change of the queues that an advisor serves now. Pure. */
import type { QueueOverride, QueueOverrideForm } from "../../../api/queue-overrides";
import type { Levels, QueueChoice } from "../../../api/roster";
import { momentPhrase } from "../../../formats";
import { fromLocalInput, toLocalInput } from "../../oversight/model/indicator-view";
import { t } from "../../../i18n/translate";

export interface OverrideDraft {
  levels: Levels;
  /** The time of today in Colombia at which it ends, HH:MM; empty for the end of the day. */
  at: string;
  reason: string;
}

/** Return the moment of a time of today, in ISO 8601; null if it is no time, or has passed. */
export function timeOfToday(at: string, now: number): string | null {
  if (!/^\d\d:\d\d$/.test(at)) return null;
  const moment = fromLocalInput(`${toLocalInput(now).slice(0, 10)}T${at}`);
  return Date.parse(moment) > now ? moment : null;
}

/** Return the end of a change: «a las 16:30», or «al terminar el día». */
export const endPhrase = (until: string, now: number): string =>
  toLocalInput(Date.parse(until)).endsWith("T00:00") ? t("al terminar el día") : momentPhrase(until, now);

export const isOverrideComplete = ({ levels, at, reason }: OverrideDraft, now: number): boolean =>
  Object.keys(levels).length > 0 && (at === "" || timeOfToday(at, now) !== null) && reason.trim().length >= 3;

export const toOverrideForm = ({ levels, at, reason }: OverrideDraft, now: number): QueueOverrideForm => ({
  levels,
  until: at === "" ? null : timeOfToday(at, now),
  reason: reason.trim(),
});

/** Return queues with their levels, in the order of the site: «Pagos (9), Quejas (5)». */
export function levelsPhrase(levels: Levels, queues: readonly QueueChoice[]): string {
  const named = queues.filter(({ id }) => id in levels).map(({ id, name }) => `${name} (${levels[id]})`);
  return named.join(", ") || t("ninguna");
}

/** Return the change of an advisor that holds now. */
export const overrideOf = (inForce: readonly QueueOverride[], advisor: string): QueueOverride | undefined =>
  inForce.find((each) => each.advisor === advisor);
