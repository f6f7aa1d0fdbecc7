/** The filters of the board as the address has them. Pure. */
import type { Advisor, AdvisorState, Call, Queue } from "../../../api/types";
import type { BoardMetric, BoardTeam } from "../../../api/board";
import { STATE_ORDER } from "./sort-order";

export const METRICS: readonly BoardMetric[] = [
  "arrivals",
  "waiting",
  "service_level",
  "abandon_rate",
  "speed_of_answer",
  "handle_time",
];

/** An empty filter is not set. `line` is of the curves alone: advisors belong to no line. */
export interface BoardFilter {
  team: string;
  queue: string;
  state: AdvisorState | "";
  line: string;
  metric: BoardMetric;
}

export function parseFilter(search: string): BoardFilter {
  const params = new URLSearchParams(search);
  const text = (name: string) => params.get(name) ?? "";
  return {
    team: text("equipo"),
    queue: text("cola"),
    state: STATE_ORDER.find((each) => each === text("estado")) ?? "",
    line: text("linea"),
    metric: METRICS.find((each) => each === text("cifra")) ?? "arrivals",
  };
}

/** Return the part of the address for filters, with its question mark; empty without any. */
export function filterSearch({ team, queue, state, line, metric }: BoardFilter): string {
  const given = { equipo: team, cola: queue, estado: state, linea: line, cifra: metric === "arrivals" ? "" : metric };
  const text = new URLSearchParams(Object.entries(given).filter(([, value]) => value)).toString();
  return text && `?${text}`;
}

export const isFiltered = ({ team, queue, state }: BoardFilter): boolean => Boolean(team || queue || state);

/** Return the advisors of the team who serve the queue and are in the state. */
export function filterAdvisors(
  advisors: Record<string, Advisor>,
  { team, queue, state }: BoardFilter,
  teams: readonly BoardTeam[],
): Advisor[] {
  const people = team ? new Set(teams.find(({ id }) => id === team)?.advisors) : null;
  return Object.values(advisors).filter(
    (each) =>
      (!people || people.has(each.id)) && (!queue || each.queues.includes(queue)) && (!state || each.state === state),
  );
}

/** Return the calls of the queue. With a team: those of its advisors, and those that have no advisor yet. */
export function filterCalls(
  calls: Record<string, Call>,
  { team, queue }: BoardFilter,
  teams: readonly BoardTeam[],
): Call[] {
  const people = team ? new Set(teams.find(({ id }) => id === team)?.advisors) : null;
  return Object.values(calls).filter(
    (each) => (!queue || each.queue === queue) && (!people || !each.advisor || people.has(each.advisor)),
  );
}

export const filterQueues = (queues: Record<string, Queue>, { queue }: BoardFilter): Queue[] =>
  Object.values(queues).filter(({ id }) => !queue || id === queue);
