/** The lists of the roster: their filters, a change of level with its undoing, and the seats to choose. Pure. */
import type { Levels, QueueChoice, RosterAdvisor, RosterFilter } from "../../../api/roster";
import type { FilterSpec, ListSpec, ListState } from "../../../components/data-list/list-state";
import { t } from "../../../i18n/translate";

export const ROSTER_LIST: ListSpec = {
  filters: [{ name: "q" }, { name: "queue" }, { name: "lacks" }],
  columns: [],
  defaultColumns: [],
  sorts: ["name"],
};
const LACKS = [
  { value: "queues", label: t("Sin colas") },
  { value: "seat", label: t("Sin puesto de trabajo") },
] as const;

export const rosterFilters = (queues: readonly QueueChoice[]): FilterSpec[] => [
  {
    name: "queue",
    label: t("Cola"),
    kind: "select",
    choices: queues.map(({ id, name }) => ({ value: id, label: name })),
    primary: true,
  },
  { name: "lacks", label: t("Lo que falta"), kind: "select", choices: LACKS, primary: true },
];

/** Return the query of the filters; unknown values are left out. */
export function rosterQuery({ filters }: ListState): RosterFilter {
  const lacks = LACKS.find(({ value }) => value === filters.lacks)?.value;
  return {
    ...(filters.q && { q: filters.q }),
    ...(filters.queue && { queue: filters.queue }),
    ...(lacks && { lacks }),
  };
}

/** Return the levels with one changed; zero takes the queue away. */
export function withLevel(levels: Levels, queue: string, level: number): Levels {
  const others = Object.fromEntries(Object.entries(levels).filter(([id]) => id !== queue));
  return level > 0 ? { ...others, [queue]: level } : others;
}

export interface LevelChange {
  user: string;
  name: string;
  queue: string;
  queueName: string;
  from: number;
  to: number;
}

/** Return the sentence of a change: «Ana Lucía Rojas: Crédito pasó de 8 a 5.» */
export function changeSentence({ name, queueName, from, to }: LevelChange): string {
  if (to === 0) return t("{name} ya no atiende {queueName}.", { name, queueName });
  return from === 0
    ? t("{name} atiende {queueName} con nivel {to}.", { name, queueName, to })
    : t("{name}: {queueName} pasó de {from} a {to}.", { name, queueName, from, to });
}

/** Return the change that takes another one back. */
export const undoOf = (change: LevelChange): LevelChange => ({ ...change, from: change.to, to: change.from });

/** Return the reason why an advisor may not serve a queue now; undefined if they may. */
export const restrictionOf = ({ restrictions }: RosterAdvisor, queue: string): string | undefined =>
  restrictions.find((each) => each.queue === queue)?.reason;

/** Return the error of the name of a new seat, or null. */
export const seatNameError = (id: string): string | null =>
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,19}$/.test(id)
    ? null
    : t("De 1 a 20 letras sin tilde, cifras, punto, guion o raya baja; por ejemplo, B-04.");
