/** Puestos y colas: the level of each advisor in each queue and their seat, changed in place and effective at once. */
import { Button, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { accountQuery } from "../../../api/queries";
import {
  type QueueChoice,
  type RosterAdvisor,
  ROSTER_PAGE,
  useChangeQueues,
  useChangeSeat,
  useRoster,
  useSeats,
} from "../../../api/roster";
import { announce } from "../../../components/announcer";
import { FilterBar } from "../../../components/data-list/filter-bar";
import { withFilters } from "../../../components/data-list/list-state";
import { Pager } from "../../../components/data-list/pager";
import { SearchField } from "../../../components/data-list/search-field";
import { type ListControl, useListState } from "../../../components/data-list/use-list-state";
import { Empty, Failure, Loading } from "../../../components/load-states";
import {
  changeSentence,
  type LevelChange,
  restrictionOf,
  ROSTER_LIST,
  rosterFilters,
  rosterQuery,
  undoOf,
  withLevel,
} from "../model/roster-list";
import { OverrideButton } from "./override-button";
import { OverrideList } from "./override-list";
import { RosterExport } from "./roster-export";
import { RosterToday } from "./roster-today";
import { SeatList } from "./seat-list";
import css from "./roster.module.css";
import { t } from "../../../i18n/translate";

const LEVELS = Array.from({ length: 10 }, (_, index) => String(index + 1));

export default function SeatsScreen() {
  const list = useListState(ROSTER_LIST);
  const { cursor } = list;
  const { data, error, refetch } = useRoster({ ...rosterQuery(list.state), ...(cursor ? { cursor } : {}) });
  const mayChange = useQuery(accountQuery).data?.permissions.includes("roster.manage") ?? false;
  const change = useChangeQueues();
  const [last, setLast] = useState<LevelChange | null>(null);
  const apply = (to: LevelChange, levels: RosterAdvisor["levels"]) =>
    change.mutate(
      { user: to.user, levels: withLevel(levels, to.queue, to.to), seen: levels },
      {
        onSuccess: () => {
          setLast(to);
          announce(changeSentence(to));
        },
      },
    );
  const undo = (done: LevelChange) => {
    const levels = data?.advisors.find(({ user }) => user === done.user)?.levels;
    if (levels) apply(undoOf(done), levels);
  };
  return (
    <div className={css.screen}>
      <RosterToday />
      <section className={`panel ${css.sheet}`} aria-labelledby="puestos">
        <header>
          <h1 id="puestos" className={css.grow}>
            {t("Puestos y colas")}
          </h1>
        </header>
        <p className="quiet small">
          {t(
            "De 1 a 10: quien tiene más nivel en una cola recibe antes sus llamadas. Un cambio vale enseguida y no interrumpe la llamada en curso.",
          )}
        </p>
        <RosterTools list={list} queues={data?.queues ?? []} />
        {last && (
          <p className={css.done}>
            {changeSentence(last)}
            <Button variant="default" size="compact-sm" loading={change.isPending} onClick={() => undo(last)}>
              {t("Deshacer")}
            </Button>
          </p>
        )}
        {change.error && <Failure error={change.error} title={t("No se cambiaron las colas.")} />}
        {error && !data ? (
          <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer los puestos.")} />
        ) : !data ? (
          <Loading label={t("Leyendo los puestos…")} />
        ) : data.advisors.length === 0 ? (
          <Empty title={t("Ningún asesor cumple los filtros")}>
            {t("Quite los filtros; si falta una persona, el administrador le da el rol de asesor en «Usuarios».")}
          </Empty>
        ) : (
          <AdvisorTable
            advisors={data.advisors}
            queues={data.queues}
            disabled={!mayChange || change.isPending}
            mayChange={mayChange}
            change={apply}
          />
        )}
        {data && data.advisors.length > 0 && (
          <Pager control={list} rows={data.advisors.length} size={ROSTER_PAGE} next={data.next} total={data.total} />
        )}
      </section>
      <OverrideList queues={data?.queues ?? []} mayChange={mayChange} />
      <SeatList mayChange={mayChange} />
    </div>
  );
}

function RosterTools({ list, queues }: { list: ListControl; queues: readonly QueueChoice[] }) {
  const { filters } = list.state;
  const { q, ...others } = filters;
  return (
    <div className={css.tools}>
      <SearchField
        label={t("Buscar por nombre o usuario")}
        value={q ?? ""}
        onSearch={(text) => list.set({ filters: withFilters(filters, { q: text }) })}
      />
      <FilterBar
        specs={rosterFilters(queues)}
        filters={others}
        onChange={(to) => list.set({ filters: withFilters(to, { q }) })}
      />
      <RosterExport list="advisors" filters={rosterQuery(list.state)} />
    </div>
  );
}

interface AdvisorTableProps {
  advisors: readonly RosterAdvisor[];
  queues: readonly QueueChoice[];
  disabled: boolean;
  mayChange: boolean;
  change: (to: LevelChange, levels: RosterAdvisor["levels"]) => void;
}

function AdvisorTable({ advisors, queues, disabled, mayChange, change }: AdvisorTableProps) {
  return (
    <div className={css.scroll} tabIndex={0} role="group" aria-labelledby="puestos">
      <table className={`list ${css.cards}`}>
        <thead>
          <tr>
            <th scope="col">{t("Asesor")}</th>
            {queues.map(({ id, name }) => (
              <th key={id} scope="col">
                {name}
              </th>
            ))}
            <th scope="col">{t("Puesto")}</th>
          </tr>
        </thead>
        <tbody>
          {advisors.map((advisor) => (
            <tr key={advisor.user}>
              <th scope="row">
                {advisor.name}
                <span className={css.below}>
                  {advisor.user}
                  {advisor.away && t(" · ausente hoy")}
                </span>
                {mayChange && (
                  <OverrideButton advisor={advisor.user} name={advisor.name} label={t("Cambiar ahora")} compact />
                )}
                {Object.keys(advisor.levels).length === 0 && (
                  <span className={css.due}>{t("No atiende ninguna cola")}</span>
                )}
              </th>
              {queues.map((queue) => (
                <td key={queue.id} data-label={queue.name}>
                  <LevelCell advisor={advisor} queue={queue} disabled={disabled} change={change} />
                </td>
              ))}
              <td data-label={t("Puesto")}>
                <SeatCell advisor={advisor} disabled={!mayChange} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function LevelCell({
  advisor,
  queue,
  disabled,
  change,
}: Pick<AdvisorTableProps, "disabled" | "change"> & { advisor: RosterAdvisor; queue: QueueChoice }) {
  const from = advisor.levels[queue.id] ?? 0;
  const restriction = restrictionOf(advisor, queue.id);
  return (
    <>
      <NativeSelect
        className={css.level}
        size="sm"
        aria-label={t("Nivel de {name} en {name2}", { name: advisor.name, name2: queue.name })}
        disabled={disabled}
        value={String(from)}
        data={[{ value: "0", label: "–" }, ...LEVELS]}
        onChange={(event) => {
          const to = Number(event.currentTarget.value);
          change(
            { user: advisor.user, name: advisor.name, queue: queue.id, queueName: queue.name, from, to },
            advisor.levels,
          );
        }}
      />
      {restriction && <span className={css.due}>{t("Ahora no la atiende: {restriction}", { restriction })}</span>}
    </>
  );
}

function SeatCell({ advisor, disabled }: { advisor: RosterAdvisor; disabled: boolean }) {
  const seats = useSeats().data?.seats ?? [];
  const change = useChangeSeat();
  return (
    <>
      <NativeSelect
        className={css.seat}
        size="sm"
        aria-label={t("Puesto de {name}", { name: advisor.name })}
        disabled={disabled || change.isPending}
        value={advisor.seat ?? ""}
        data={[{ value: "", label: t("Sin puesto") }, ...seats.map(({ id }) => id)]}
        onChange={(event) => change.mutate({ user: advisor.user, seat: event.currentTarget.value || null })}
      />
      {change.error && <Failure error={change.error} />}
    </>
  );
}
