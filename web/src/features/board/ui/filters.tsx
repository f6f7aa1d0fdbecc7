/** The filters of the board: team, queue and state of the advisors. The address keeps them. */
import { Button, NativeSelect } from "@mantine/core";
import { memo, useCallback, useMemo } from "react";
import type { AdvisorState, Queue } from "../../../api/types";
import type { BoardTeam } from "../../../api/board";
import { useLabels } from "../../../labels";
import { currentPath, navigate, useQueryString } from "../../../router";
import { type BoardFilter, filterSearch, isFiltered, parseFilter } from "../model/board-filter";
import { STATE_ORDER } from "../model/sort-order";
import css from "./board.module.css";
import { t } from "../../../i18n/translate";

export type SetFilter = (change: Partial<BoardFilter>) => void;

/** Return the filters of the address, and the function that changes them there. */
export function useBoardFilter(): readonly [BoardFilter, SetFilter] {
  const search = useQueryString();
  const filter = useMemo(() => parseFilter(search), [search]);
  const set = useCallback<SetFilter>((change) => {
    const next = { ...parseFilter(location.search), ...change };
    navigate(currentPath() + filterSearch(next), { replace: true });
  }, []);
  return [filter, set];
}

interface BoardFiltersProps {
  filter: BoardFilter;
  set: SetFilter;
  queues: Queue[];
  teams: readonly BoardTeam[];
}

export const BoardFilters = memo(({ filter, set, queues, teams }: BoardFiltersProps) => {
  const { advisor_states } = useLabels();
  return (
    <div className={css.filters} role="search" aria-label={t("Filtros del tablero")}>
      {teams.length > 0 && (
        <NativeSelect
          size="xs"
          aria-label={t("Equipo")}
          value={filter.team}
          onChange={(event) => set({ team: event.currentTarget.value })}
          data={[
            { value: "", label: t("Todos los equipos") },
            ...teams.map(({ id: value, name }) => ({ value, label: t("Equipo de {name}", { name }) })),
          ]}
        />
      )}
      <NativeSelect
        size="xs"
        aria-label={t("Cola")}
        value={filter.queue}
        onChange={(event) => set({ queue: event.currentTarget.value })}
        data={[
          { value: "", label: t("Todas las colas") },
          ...queues.map(({ id: value, name: label }) => ({ value, label })),
        ]}
      />
      <NativeSelect
        size="xs"
        aria-label={t("Estado de los asesores")}
        value={filter.state}
        onChange={(event) => set({ state: event.currentTarget.value as AdvisorState | "" })}
        data={[
          { value: "", label: t("Todos los estados") },
          ...STATE_ORDER.map((value) => ({ value, label: advisor_states[value] })),
        ]}
      />
      {isFiltered(filter) && (
        <Button size="compact-sm" variant="subtle" onClick={() => set({ team: "", queue: "", state: "" })}>
          {t("Quitar filtros")}
        </Button>
      )}
    </div>
  );
});
