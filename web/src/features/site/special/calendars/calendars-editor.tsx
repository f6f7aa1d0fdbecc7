/** The calendars of a site: their weeks, and the year with its holidays and exceptions. */
import { Button, NativeSelect } from "@mantine/core";
import { useState } from "react";
import { useHolidays } from "../../../../api/site-law";
import { serverClock } from "../../../../clock";
import { Confirmation, useConfirmation } from "../../../../components/confirmation";
import { Failure } from "../../../../components/load-states";
import { SegmentedControl } from "../../../../components/segmented-control";
import type { EditorProps } from "../../editor-props";
import { complaintsUnder } from "../common/complaints";
import { ChoiceField, Complaints, type FieldContext, TextField } from "../common/fields";
import fields from "../common/fields.module.css";
import { NewEntry } from "../common/new-entry";
import { useTarget } from "../common/use-target";
import { fieldsOf, idsOf, newId, valueAt } from "../common/values";
import { ExceptionForm } from "./exception-form";
import { ExceptionList } from "./exception-list";
import { WeekHours } from "./week-hours";
import { YearView } from "./year-view";
import { localDay, yearOf } from "./year";
import { exceptionsOf } from "./hours";
import css from "./calendars.module.css";
import { t } from "../../../../i18n/translate";

export default function CalendarsEditor({ document, complaints, readOnly, target, onChange }: EditorProps) {
  const context: FieldContext = { document, complaints, readOnly, onChange };
  const ids = idsOf(document, "calendars");
  const [chosen, choose] = useState("");
  const [done, confirm] = useConfirmation();
  useTarget(target, ([, id = ""]) => choose(id));
  const calendar = ids.includes(chosen) ? chosen : (ids[0] ?? "");
  return (
    <div className={css.editor}>
      <Complaints complaints={complaints} path={["calendars"]} />
      <div className={css.bar}>
        {ids.length > 0 && (
          <SegmentedControl
            label={t("Calendario")}
            value={calendar}
            onChange={choose}
            options={ids.map((id) => [id, marked(id, complaintsUnder(complaints, ["calendars", id]).length)] as const)}
          />
        )}
        {!readOnly && (
          <NewEntry
            label={t("Nombre del calendario nuevo")}
            placeholder={t("Calendario nuevo")}
            maxLength={40}
            make={(name) => {
              const id = newId(name, ids);
              onChange(["calendars", id], { week: fieldsOf(valueAt(document, ["calendars", calendar, "week"])) });
              choose(id);
              confirm(t("Se creó «{id}» con la misma semana.", { id }));
            }}
          />
        )}
      </div>
      <Confirmation>{done}</Confirmation>
      {calendar && <CalendarForm key={calendar} context={context} calendar={calendar} target={target} />}
      {calendar && !readOnly && ids.length > 1 && (
        <p>
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              onChange(["calendars", calendar], undefined);
              confirm(t("Se borró el calendario «{id}».", { id: calendar }));
            }}
          >
            {t("Borrar el calendario «{id}»", { id: calendar })}
          </Button>
        </p>
      )}
    </div>
  );
}

const marked = (id: string, complaints: number): string => (complaints > 0 ? `⚠ ${id}` : id);

interface CalendarFormProps {
  context: FieldContext;
  calendar: string;
  target: EditorProps["target"];
}

function CalendarForm({ context, calendar, target }: CalendarFormProps) {
  const { document, complaints } = context;
  const path = ["calendars", calendar];
  const value = fieldsOf(valueAt(document, path));
  const [today] = useState(() => localDay(serverClock.now()));
  const [day, chooseDay] = useState(today);
  const year = Number(day.slice(0, 4));
  const { data, error, refetch } = useHolidays(year);
  const months = yearOf(value, year, new Map(data?.map((each) => [each.day, each.name])));
  const exceptions = exceptionsOf(value);
  useTarget(target, ([, , part, index]) => {
    const aimed = part === "exceptions" ? exceptions[Number(index)]?.day : undefined;
    if (aimed) chooseDay(aimed);
  });
  const bad = new Set(
    exceptions.flatMap(({ day: each }, index) =>
      complaintsUnder(complaints, [...path, "exceptions", String(index)]).length > 0 ? [each] : [],
    ),
  );
  const shown = months.flatMap(({ days }) => days).find((each) => each.day === day);
  return (
    <>
      <Complaints complaints={complaints} path={path} />
      <div className={css.top}>
        <WeekHours context={context} path={path} />
        <section className={css.part} aria-label={t("Reglas")}>
          <h3>{t("Reglas")}</h3>
          <div className={fields.fields}>
            <ChoiceField
              context={context}
              label={t("Festivos")}
              path={[...path, "holidays"]}
              byDefault="colombia"
              choices={[
                { value: "colombia", label: t("Cierra los festivos de Colombia") },
                { value: "none", label: t("Abre también los festivos") },
              ]}
            />
            <TextField
              context={context}
              label={t("Zona horaria")}
              path={[...path, "timezone"]}
              maxLength={60}
              byDefault="America/Bogota"
              optional
            />
          </div>
          <ExceptionList exceptions={exceptions} chosen={day} choose={chooseDay} bad={bad} />
        </section>
      </div>
      <section className={css.part} aria-label={t("El año")}>
        <header className={css.bar}>
          <h3>{t("El año")}</h3>
          <NativeSelect
            aria-label={t("Año")}
            value={String(year)}
            onChange={(event) => chooseDay(`${event.currentTarget.value}${day.slice(4).replace("-02-29", "-02-28")}`)}
            data={yearsAround(year, Number(today.slice(0, 4))).map(String)}
          />
          <Legend />
        </header>
        {error && <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer los festivos.")} />}
        <div className={css.calendar}>
          <YearView year={year} months={months} chosen={day} choose={chooseDay} bad={bad} />
          {shown && <ExceptionForm context={context} path={path} day={shown} />}
        </div>
      </section>
    </>
  );
}

const YEARS_AHEAD = 5;
const yearsAround = (shown: number, now: number): number[] => {
  const years = Array.from({ length: YEARS_AHEAD + 2 }, (_, index) => now - 1 + index);
  return years.includes(shown) ? years : [...years, shown].sort((one, other) => one - other);
};

function Legend() {
  const kinds = [
    ["open", t("abre")],
    ["closed", t("cerrado")],
    ["holiday", t("festivo")],
    ["exception", t("excepción")],
  ] as const;
  return (
    <ul className={css.legend} aria-label={t("Colores de los días")}>
      {kinds.map(([kind, text]) => (
        <li key={kind}>
          <span data-kind={kind} aria-hidden="true" /> {text}
        </li>
      ))}
    </ul>
  );
}
