/** Ausencias: who is away and who stands in, the calendar of the next four weeks, and the standing deputies. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { accountQuery } from "../../../api/queries";
import { type Absence, ABSENCE_PAGE, useAbsences, useCancelAbsence } from "../../../api/roster";
import { serverClock } from "../../../clock";
import { announce } from "../../../components/announcer";
import { FilterBar } from "../../../components/data-list/filter-bar";
import { withFilters } from "../../../components/data-list/list-state";
import { Pager } from "../../../components/data-list/pager";
import { SearchField } from "../../../components/data-list/search-field";
import { useListState } from "../../../components/data-list/use-list-state";
import { Link } from "../../../components/link";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { localDay } from "../../oversight/model/indicator-view";
import {
  ABSENCE_FILTERS,
  ABSENCE_LIST,
  absenceQuery,
  calendarDays,
  daysLabel,
  STATUS_LABELS,
  ticketsPath,
} from "../model/absences";
import { AbsenceCalendar } from "./absence-calendar";
import { AbsenceDialog } from "./absence-dialog";
import { DeputyList } from "./deputy-list";
import { RosterExport } from "./roster-export";
import css from "./roster.module.css";
import { t } from "../../../i18n/translate";

export default function AbsencesScreen() {
  const mayChange = useQuery(accountQuery).data?.permissions.includes("roster.manage") ?? false;
  const [recording, setRecording] = useState(false);
  return (
    <div className={css.screen}>
      <section className={`panel ${css.sheet}`} aria-labelledby="ausencias">
        <header>
          <h1 id="ausencias" className={css.grow}>
            {t("Ausencias")}
          </h1>
          {mayChange && <Button onClick={() => setRecording(true)}>{t("Registrar una ausencia")}</Button>}
        </header>
        <p className="quiet small">
          {t(
            "Desde el primer día, lo que se escale llega a quien suple, y también las alarmas de lo que la persona ya tiene.",
          )}
        </p>
        <AbsenceList mayChange={mayChange} />
      </section>
      <Calendar />
      <DeputyList mayChange={mayChange} />
      {recording && <AbsenceDialog close={() => setRecording(false)} />}
    </div>
  );
}

function AbsenceList({ mayChange }: { mayChange: boolean }) {
  const list = useListState(ABSENCE_LIST);
  const { cursor } = list;
  const { q, ...others } = list.state.filters;
  const { data, error, refetch } = useAbsences({ ...absenceQuery(list.state), ...(cursor ? { cursor } : {}) });
  return (
    <>
      <div className={css.tools}>
        <SearchField
          label={t("Buscar por nombre o usuario")}
          value={q ?? ""}
          onSearch={(text) => list.set({ filters: withFilters(list.state.filters, { q: text }) })}
        />
        <FilterBar
          specs={ABSENCE_FILTERS}
          filters={others}
          onChange={(to) => list.set({ filters: withFilters(to, { q }) })}
        />
        <RosterExport list="absences" filters={absenceQuery(list.state)} />
      </div>
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer las ausencias.")} />
      ) : !data ? (
        <Loading label={t("Leyendo las ausencias…")} />
      ) : data.absences.length === 0 ? (
        <Empty title={t("Nadie está ausente en esos días")}>{t("Registre una ausencia, o escoja otras fechas.")}</Empty>
      ) : (
        <>
          <AbsenceTable absences={data.absences} mayChange={mayChange} />
          <Pager control={list} rows={data.absences.length} size={ABSENCE_PAGE} next={data.next} total={data.total} />
        </>
      )}
    </>
  );
}

function AbsenceTable({ absences, mayChange }: { absences: readonly Absence[]; mayChange: boolean }) {
  const cancel = useCancelAbsence();
  return (
    <>
      {cancel.error && <Failure error={cancel.error} title={t("No se anuló la ausencia.")} />}
      <div className={css.scroll} tabIndex={0} role="group" aria-labelledby="ausencias">
        <table className={`list ${css.cards}`}>
          <thead>
            <tr>
              <th scope="col">{t("Persona")}</th>
              <th scope="col">{t("Días")}</th>
              <th scope="col">{t("Motivo")}</th>
              <th scope="col">{t("Quién suple")}</th>
              <th scope="col">{t("Lo que tiene")}</th>
              {mayChange && <th scope="col">{t("Acciones")}</th>}
            </tr>
          </thead>
          <tbody>
            {absences.map((each) => (
              <tr key={each.id}>
                <th scope="row">
                  {each.name}
                  <span className={css.below}>{each.areas.join(", ") || each.user}</span>
                </th>
                <td data-label={t("Días")}>
                  {daysLabel(each)}
                  <span className={css.below}>{STATUS_LABELS[each.status]}</span>
                </td>
                <td data-label={t("Motivo")}>{each.reason}</td>
                <td data-label={t("Quién suple")}>
                  {each.stands_in_name ?? t("nadie")}
                  {each.deputy === null && each.stands_in && <span className={css.below}>{t("como siempre")}</span>}
                </td>
                <td data-label={t("Lo que tiene")}>
                  {each.areas.length > 0 ? <Link to={ticketsPath(each.user)}>{t("Ver y reasignar")}</Link> : "–"}
                </td>
                {mayChange && (
                  <td data-label={t("Acciones")}>
                    {each.status !== "past" && (
                      <Button
                        variant="default"
                        size="compact-sm"
                        aria-label={t("Anular la ausencia de {name}, {each}", {
                          name: each.name,
                          each: daysLabel(each),
                        })}
                        loading={cancel.isPending && cancel.variables.id === each.id}
                        onClick={() =>
                          cancel.mutate(
                            { user: each.user, id: each.id },
                            { onSuccess: () => announce(t("Se anuló la ausencia de {name}.", { name: each.name })) },
                          )
                        }
                      >
                        {t("Anular")}
                      </Button>
                    )}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Calendar() {
  const days = calendarDays(localDay(serverClock.now()));
  const { data } = useAbsences({ first_day: days[0] ?? "", last_day: days.at(-1) ?? "" }, 200);
  return data ? <AbsenceCalendar absences={data.absences} days={days} /> : null;
}
