/** The sort orders of the board. Times are ISO 8601 in UTC, so sorting them as text sorts them by time. */
import type { Advisor, AdvisorState, Call, CallStage } from "../../../api/types";

export const STAGE_ORDER: readonly CallStage[] = ["waiting", "ringing", "menu", "talking", "postponed", "wrap_up"];
export const STATE_ORDER: readonly AdvisorState[] = ["available", "offered", "talking", "wrap_up", "paused", "offline"];

/** Return the time since which a call is in its stage. */
export const waitingSince = (call: Call): string =>
  ({
    menu: call.arrived_at,
    waiting: call.queued_at,
    ringing: call.queued_at,
    talking: call.answered_at,
    postponed: call.first_at,
    wrap_up: call.ended_at,
  })[call.stage] ?? call.arrived_at;

function groupBy<Name extends string, Thing>(
  names: readonly Name[],
  things: Thing[],
  name: (thing: Thing) => Name,
  at: (thing: Thing) => string,
): Record<Name, Thing[]> {
  const found = Object.fromEntries(names.map((each) => [each, []])) as unknown as Record<Name, Thing[]>;
  for (const thing of things) found[name(thing)].push(thing);
  for (const each of names) found[each].sort((one, other) => (at(one) < at(other) ? -1 : at(one) > at(other) ? 1 : 0));
  return found;
}

/**
 * Group calls by stage, the longest in the stage first; a call that moves on joins the end of the next group. Those that
 * wait are in the order of their queue: a call with priority counts as having come earlier.
 */
export const groupByStage = (calls: Call[]): Record<CallStage, Call[]> =>
  groupBy(STAGE_ORDER, calls, (call) => call.stage, placeSince);

function placeSince(call: Call): string {
  const since = waitingSince(call);
  if (call.stage !== "waiting") return since;
  return new Date(Date.parse(call.first_at ?? since) - (call.head_start_s ?? 0) * 1000).toISOString();
}
export const groupByState = (advisors: Advisor[]): Record<AdvisorState, Advisor[]> =>
  groupBy(
    STATE_ORDER,
    advisors,
    (advisor) => advisor.state,
    (advisor) => advisor.since,
  );

export function countFreeByQueue(advisors: Advisor[]): Record<string, number> {
  const free: Record<string, number> = {};
  for (const { state, queues } of advisors)
    if (state === "available") for (const queue of queues) free[queue] = (free[queue] ?? 0) + 1;
  return free;
}
