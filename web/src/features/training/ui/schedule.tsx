/** Cronograma: the sessions with filters, the planning of one, and the page of one session. */
import { Button, NativeSelect, NumberInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ApiProblem } from "../../../api/problem";
import { accountQuery } from "../../../api/queries";
import {
  type SessionFilter,
  type TrainingCourse,
  type TrainingOptions,
  type TrainingSessionSummary,
  useCourses,
  usePlanSession,
  useTrainingOptions,
  useTrainingSessions,
} from "../../../api/training";
import { FormDialog } from "../../../components/form-dialog";
import { Link } from "../../../components/link";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { shortDate, timeOfDay } from "../../../formats";
import { optionsOf, useLabels } from "../../../labels";
import { navigate, useQueryString } from "../../../router";
import quality from "../../quality/ui/quality.module.css";
import { materialVersion, attendanceText, SCHEDULE, sessionPath } from "../model/labels";
import { People } from "./people";
import { SessionPage } from "./session";
import { SessionStateTag } from "./tags";
import css from "./training.module.css";

const ROWS = 50;

export default function ScheduleScreen({ id }: { id: string }) {
  return <div className={quality.screen}>{id ? <SessionPage key={id} id={id} /> : <Schedule />}</div>;
}

/** Return the filter of the address, and the function that changes one part of it. */
function useFilter(): [URLSearchParams, (name: string, value: string) => void] {
  const params = new URLSearchParams(useQueryString());
  const change = (name: string, value: string) => {
    const next = new URLSearchParams(params);
    if (name !== "cursor") next.delete("cursor");
    if (value) next.set(name, value);
    else next.delete(name);
    navigate(next.size ? `${SCHEDULE}?${next.toString()}` : SCHEDULE);
  };
  return [params, change];
}

function Schedule() {
  const { training_session_states } = useLabels();
  const [params, change] = useFilter();
  const [plans, setPlans] = useState(false);
  const may = useQuery(accountQuery).data?.permissions ?? [];
  const courses = useCourses().data?.courses ?? [];
  const filter = { limit: ROWS, ...Object.fromEntries(params) } as SessionFilter;
  const { data, error, refetch } = useTrainingSessions(filter);
  const value = (name: string) => params.get(name) ?? "";
  return (
    <section className={`panel ${quality.sheet}`} aria-labelledby="cronograma">
      <header>
        <h1 id="cronograma" className={quality.grow}>
          Cronograma de capacitación
        </h1>
        {may.includes("training.write") && <Button onClick={() => setPlans(true)}>Programar una sesión</Button>}
      </header>
      <div className={css.filters} role="search" aria-label="Filtros del cronograma">
        <NativeSelect
          label="Tema"
          data={[{ value: "", label: "Todos" }, ...courses.map(({ id, title }) => ({ value: id, label: title }))]}
          value={value("course")}
          onChange={(event) => change("course", event.currentTarget.value)}
        />
        <NativeSelect
          label="Estado"
          data={[{ value: "", label: "Todos" }, ...optionsOf(training_session_states)]}
          value={value("state")}
          onChange={(event) => change("state", event.currentTarget.value)}
        />
        <TextInput
          label="Desde"
          type="date"
          value={value("starts_from")}
          onChange={(event) => change("starts_from", event.currentTarget.value)}
        />
        <TextInput
          label="Hasta"
          type="date"
          value={value("starts_to")}
          onChange={(event) => change("starts_to", event.currentTarget.value)}
        />
        <NativeSelect
          label="Orden"
          data={[
            { value: "", label: "Primero la última" },
            { value: "starts_at", label: "Primero la primera" },
          ]}
          value={value("sort")}
          onChange={(event) => change("sort", event.currentTarget.value)}
        />
      </div>
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} title="No se pudo leer el cronograma." />
      ) : !data ? (
        <Loading label="Leyendo el cronograma…" />
      ) : data.sessions.length === 0 ? (
        <Empty title="No hay sesiones">
          {params.size
            ? "Cambie los filtros para ver otras."
            : "Cree un tema con su material en «Temas» y programe aquí la primera sesión."}
        </Empty>
      ) : (
        <SessionTable sessions={data.sessions} />
      )}
      {(params.has("cursor") || data?.next) && (
        <p className={quality.acts}>
          {params.has("cursor") && (
            <Button variant="default" onClick={() => change("cursor", "")}>
              Volver al comienzo
            </Button>
          )}
          {data?.next && (
            <Button variant="default" onClick={() => change("cursor", data.next ?? "")}>
              Más sesiones
            </Button>
          )}
        </p>
      )}
      {plans && <PlanDialog courses={courses} close={() => setPlans(false)} />}
    </section>
  );
}

function SessionTable({ sessions }: { sessions: TrainingSessionSummary[] }) {
  return (
    <div className={quality.scroll} tabIndex={0} role="region" aria-labelledby="cronograma">
      <table className="list">
        <thead>
          <tr>
            <th scope="col">Sesión</th>
            <th scope="col">Cuándo</th>
            <th scope="col">Línea</th>
            <th scope="col">Quién la dicta</th>
            <th scope="col">Estado</th>
            <th scope="col">Asistencia</th>
          </tr>
        </thead>
        <tbody>
          {sessions.map((each) => (
            <tr key={each.id} data-out={each.state === "cancelled" || undefined}>
              <th scope="row">
                <Link to={sessionPath(each.id)}>{each.title}</Link>
                <span className={quality.below}>
                  {each.id}, {materialVersion(each.version)}
                </span>
              </th>
              <td data-label="Cuándo" className="num">
                {shortDate(each.starts_at)}, {timeOfDay(each.starts_at)}
              </td>
              <td data-label="Línea">{each.line_name ?? "Todas"}</td>
              <td data-label="Quién la dicta">{each.trainer}</td>
              <td data-label="Estado">
                <SessionStateTag state={each.state} />
              </td>
              <td data-label="Asistencia" className="num">
                {attendanceText(each)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function PlanDialog({ courses, close }: { courses: readonly TrainingCourse[]; close: () => void }) {
  const options = useTrainingOptions().data;
  const usable = courses.filter((each) => !each.retired && each.materials.length > 0);
  return options && usable.length > 0 ? (
    <PlanForm courses={usable} options={options} close={close} />
  ) : (
    <FormDialog
      title="Programar una sesión"
      submitLabel="Ir a los temas"
      canSubmit
      busy={false}
      error={null}
      onSubmit={() => navigate("/capacitacion/temas")}
      onClose={close}
    >
      <p>Primero cree un tema y agréguele su material.</p>
    </FormDialog>
  );
}

interface PlanFormProps {
  courses: readonly TrainingCourse[];
  options: TrainingOptions;
  close: () => void;
}

function PlanForm({ courses, options, close }: PlanFormProps) {
  const { training_channels } = useLabels();
  const [form, setForm] = useState({
    course: courses[0]?.id ?? "",
    line: "",
    channel: "all" as TrainingSessionSummary["channel"],
    trainer: "",
    place: "",
    starts: "",
    minutes: courses[0]?.materials[0]?.minutes ?? 60,
    advisors: [] as string[],
  });
  const plan = usePlanSession();
  const problem = plan.error instanceof ApiProblem ? plan.error : null;
  const choose = (id: string) => {
    const minutes = courses.find((each) => each.id === id)?.materials[0]?.minutes ?? form.minutes;
    setForm({ ...form, course: id, minutes });
  };
  const { starts, line, ...rest } = form;
  const body = { ...rest, line: line || null, starts_at: starts && `${starts}:00-05:00` };
  return (
    <FormDialog
      title="Programar una sesión"
      submitLabel="Programar"
      canSubmit={[form.trainer.trim(), form.place.trim(), starts].every(Boolean)}
      busy={plan.isPending}
      error={plan.error}
      onSubmit={() => plan.mutate(body, { onSuccess: ({ id }) => navigate(sessionPath(id)) })}
      onClose={close}
      wide
    >
      <NativeSelect
        label="Tema"
        description="Con la última versión de su material."
        data={courses.map(({ id, title }) => ({ value: id, label: title }))}
        value={form.course}
        onChange={(event) => choose(event.currentTarget.value)}
        error={problem?.fieldError("course")}
        data-first
      />
      <div className={css.pair}>
        <TextInput
          label="Fecha y hora"
          type="datetime-local"
          value={starts}
          onChange={(event) => setForm({ ...form, starts: event.currentTarget.value })}
          error={problem?.fieldError("starts_at")}
        />
        <NumberInput
          label="Minutos"
          min={5}
          max={10080}
          value={form.minutes}
          onChange={(minutes) => setForm({ ...form, minutes: Number(minutes) })}
          error={problem?.fieldError("minutes")}
        />
        <TextInput
          label="Quién la dicta"
          value={form.trainer}
          onChange={(event) => setForm({ ...form, trainer: event.currentTarget.value })}
        />
        <TextInput
          label="Lugar o enlace"
          value={form.place}
          onChange={(event) => setForm({ ...form, place: event.currentTarget.value })}
        />
        <NativeSelect
          label="Línea"
          data={[{ value: "", label: "Todas" }, ...options.lines.map(({ id, name }) => ({ value: id, label: name }))]}
          value={line}
          onChange={(event) => setForm({ ...form, line: event.currentTarget.value })}
        />
        <NativeSelect
          label="Canal"
          data={optionsOf(training_channels)}
          value={form.channel}
          onChange={(event) => setForm({ ...form, channel: event.currentTarget.value as typeof form.channel })}
        />
      </div>
      <People
        advisors={options.advisors}
        chosen={form.advisors}
        onChange={(advisors) => setForm({ ...form, advisors })}
      />
    </FormDialog>
  );
}
