/** The register of a session: one row a person. A, F and P set the attendance; Enter goes to the next row. */
import { Button } from "@mantine/core";
import { type KeyboardEvent, useRef, useState } from "react";
import { ApiProblem } from "../../../api/problem";
import {
  type TrainingParticipant,
  type TrainingSession,
  useTakeRegister,
  useTrainingOptions,
} from "../../../api/training";
import type { FieldError } from "../../../api/types";
import { announce } from "../../../components/announcer";
import { Empty, Failure } from "../../../components/load-states";
import { countPhrase, longDateOfDay } from "../../../formats";
import { labelOf, optionsOf, useLabels } from "../../../labels";
import { useRegisteredShortcuts } from "../../../keyboard-shortcuts";
import quality from "../../quality/ui/quality.module.css";
import {
  type Attendance,
  attendanceOfKey,
  changedRows,
  markText,
  type TypedRow,
  typedRow,
  withAttendance,
  withMark,
} from "../model/register";
import css from "./training.module.css";
import { rich, t } from "../../../i18n/translate";

const REGISTER_KEYS = [
  { label: t("A, F y P"), does: t("En la casilla de asistencia: asistió, no asistió, sin registrar") },
  { label: "Enter", does: t("Pasar a la misma casilla de la persona siguiente") },
];

export function Register({ session, editable }: { session: TrainingSession; editable: boolean }) {
  const [rows, setRows] = useState(() => session.participants.map(typedRow));
  const take = useTakeRegister(session.id);
  const body = useRef<HTMLTableSectionElement>(null);
  const changed = changedRows(rows, session.participants);
  const problem = take.error instanceof ApiProblem ? take.error : null;
  const errorOf = (advisor: string): FieldError | undefined => {
    const index = changed.findIndex((each) => each.advisor === advisor);
    return problem?.fieldErrors.find(({ field }) => field.startsWith(`rows.${index}.`));
  };
  const change = (row: TypedRow) => setRows(rows.map((each) => (each.advisor === row.advisor ? row : each)));
  const save = () =>
    take.mutate(
      { revision: session.revision, rows: changed },
      { onSuccess: () => announce(t("Se guardaron la asistencia y las notas.")) },
    );
  useRegisteredShortcuts(editable ? REGISTER_KEYS : null);
  if (rows.length === 0)
    return (
      <Empty title={t("Nadie asiste a esta sesión")}>{t("Diga quiénes asisten para registrar su asistencia.")}</Empty>
    );
  return (
    <>
      {editable && (
        <p className="quiet small">
          {rich(
            "En la casilla de asistencia: {kbd} asistió, {kbd2} no asistió, {kbd3} sin registrar. Con {kbd4} pasa a la persona siguiente. Quien tiene nota asistió.",
            { kbd: <kbd>A</kbd>, kbd2: <kbd>F</kbd>, kbd3: <kbd>P</kbd>, kbd4: <kbd>Enter</kbd> },
          )}
        </p>
      )}
      <div
        className={`${quality.scroll} ${css.register}`}
        tabIndex={0}
        role="region"
        aria-label={t("Asistencia y notas")}
      >
        <table className="list">
          <thead>
            <tr>
              <th scope="col">{t("Asesor")}</th>
              <th scope="col">{t("Asistencia")}</th>
              <th scope="col">{t("Motivo")}</th>
              <th scope="col">{t("Intento")}</th>
              <th scope="col">{t("Nota")}</th>
              <th scope="col">{t("Resultado")}</th>
            </tr>
          </thead>
          <tbody ref={body} onKeyDown={(event) => nextRow(event, body.current)}>
            {session.participants.map((each, index) => {
              const row = rows[index];
              return row && editable && !each.acknowledged_at ? (
                <EditableRow
                  key={each.advisor}
                  stored={each}
                  row={row}
                  attempts={session.attempts}
                  onChange={change}
                  error={errorOf(each.advisor)}
                />
              ) : (
                <StoredRow key={each.advisor} stored={each} attempts={session.attempts} />
              );
            })}
          </tbody>
        </table>
      </div>
      {Boolean(take.error) && <Failure error={take.error} />}
      {editable && (
        <p className={quality.acts}>
          <Button onClick={save} loading={take.isPending} disabled={changed.length === 0}>
            {t("Guardar el registro")}
          </Button>
          <span className="quiet small" role="status">
            {changed.length > 0 && countPhrase(changed.length, "cambio sin guardar", "cambios sin guardar")}
          </span>
        </p>
      )}
    </>
  );
}

/** Move the focus to the same field of the next row. */
function nextRow(event: KeyboardEvent, body: HTMLElement | null): void {
  const field = (event.target as HTMLElement).dataset.field;
  if (event.key !== "Enter" || !field || !body) return;
  event.preventDefault();
  const fields = [...body.querySelectorAll<HTMLElement>(`[data-field="${field}"]`)];
  const at = fields.indexOf(event.target as HTMLElement);
  fields[at + (event.shiftKey ? -1 : 1)]?.focus();
}

interface EditableRowProps {
  stored: TrainingParticipant;
  row: TypedRow;
  attempts: number;
  onChange: (row: TypedRow) => void;
  error: FieldError | undefined;
}

function EditableRow({ stored, row, attempts, onChange, error }: EditableRowProps) {
  const { training_attendance } = useLabels();
  const reasons = useTrainingOptions().data?.absence_reasons ?? [];
  const setByKey = (event: KeyboardEvent) => {
    const attendance = event.ctrlKey || event.metaKey || event.altKey ? null : attendanceOfKey(event.key);
    if (!attendance) return;
    event.preventDefault();
    onChange(withAttendance(row, attendance));
  };
  const invalid = (field: string) => (error?.field.endsWith(`.${field}`) ? true : undefined);
  return (
    <tr>
      <th scope="row">
        {stored.name}
        {error && <span className={css.error}>{error.detail}</span>}
      </th>
      <td data-label={t("Asistencia")}>
        <select
          aria-label={t("Asistencia de {name}", { name: stored.name })}
          aria-invalid={invalid("advisor")}
          data-field="attendance"
          value={row.attendance}
          onKeyDown={setByKey}
          onChange={(event) => onChange(withAttendance(row, event.currentTarget.value as Attendance))}
        >
          {optionsOf(training_attendance).map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </td>
      <td data-label={t("Motivo")}>
        {row.attendance === "absent" ? (
          <select
            aria-label={t("Motivo de {name}", { name: stored.name })}
            aria-invalid={invalid("reason")}
            data-field="reason"
            value={row.reason}
            onChange={(event) => onChange({ ...row, reason: event.currentTarget.value })}
          >
            <option value="">{t("Elija")}</option>
            {reasons.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        ) : (
          "–"
        )}
      </td>
      <td data-label={t("Intento")} className="num">
        {t("{next_attempt} de {attempts}", { next_attempt: stored.next_attempt, attempts })}
        {stored.next_attempt > attempts && <span className={quality.below}>{t("Ya los usó todos")}</span>}
      </td>
      <td data-label={t("Nota")}>
        <input
          className={css.mark}
          aria-label={t("Nota de {name}", { name: stored.name })}
          aria-invalid={invalid("mark")}
          data-field="mark"
          inputMode="decimal"
          autoComplete="off"
          value={row.mark}
          onChange={(event) => onChange(withMark(row, event.currentTarget.value))}
        />
      </td>
      <td data-label={t("Resultado")}>
        <Result stored={stored} />
      </td>
    </tr>
  );
}

function StoredRow({ stored, attempts }: { stored: TrainingParticipant; attempts: number }) {
  const { training_attendance } = useLabels();
  return (
    <tr>
      <th scope="row">
        {stored.name}
        {stored.acknowledged_at && <span className={quality.below}>{t("Confirmada por el asesor")}</span>}
      </th>
      <td data-label={t("Asistencia")}>{labelOf(training_attendance, stored.attendance)}</td>
      <td data-label={t("Motivo")}>{stored.reason_name ?? "–"}</td>
      <td data-label={t("Intento")} className="num">
        {stored.attempt ? t("{attempt} de {attempts}", { attempt: stored.attempt, attempts }) : "–"}
      </td>
      <td data-label={t("Nota")} className="num">
        {markText(stored.mark) || "–"}
      </td>
      <td data-label={t("Resultado")}>
        <Result stored={stored} />
      </td>
    </tr>
  );
}

export function Result({ stored }: { stored: Pick<TrainingParticipant, "passed" | "valid_until"> }) {
  if (stored.passed === null) return <>–</>;
  return (
    <>
      <span className={quality.tag} data-tone={stored.passed ? "good" : "bad"}>
        {stored.passed ? t("Aprobó") : t("No aprobó")}
      </span>
      {stored.passed && (
        <span className={quality.below}>
          {stored.valid_until
            ? t("Vigente hasta el {valid_until}", { valid_until: longDateOfDay(stored.valid_until) })
            : t("No vence")}
        </span>
      )}
    </>
  );
}
