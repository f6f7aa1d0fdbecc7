/** Cronograma: the sessions with filters, the planning of one, and the page of one session. */
import { DateTimeField } from "../../../components/date-field/date-time-field";
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
import { Pager } from "../../../components/data-list/pager";
import { useListState } from "../../../components/data-list/use-list-state";
import { FormDialog } from "../../../components/form-dialog";
import { Link } from "../../../components/link";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { shortDate, timeOfDay } from "../../../formats";
import { optionsOf, useLabels } from "../../../labels";
import { navigate } from "../../../router";
import quality from "../../quality/ui/quality.module.css";
import { materialVersion, attendanceText, sessionPath } from "../model/labels";
import { SESSION_LIST, sessionFilters } from "../model/lists";
import { ListBar } from "./list-bar";
import { People } from "./people";
import { SessionPage } from "./session";
import { SessionStateTag } from "./tags";
import css from "./training.module.css";
import { t } from "../../../i18n/translate";

const ROWS = 50;

export default function ScheduleScreen({ id }: { id: string }) {
  return <div className={quality.screen}>{id ? <SessionPage key={id} id={id} /> : <Schedule />}</div>;
}

function Schedule() {
  const labels = useLabels();
  const list = useListState(SESSION_LIST);
  const { filters, sort } = list.state;
  const [plans, setPlans] = useState(false);
  const may = useQuery(accountQuery).data?.permissions ?? [];
  const courses = useCourses().data?.courses ?? [];
  const options = useTrainingOptions().data;
  const { data, error, refetch } = useTrainingSessions({
    ...(filters as SessionFilter),
    limit: ROWS,
    sort: sort as NonNullable<SessionFilter["sort"]>,
    ...(list.cursor ? { cursor: list.cursor } : {}),
  });
  const first = sort === "starts_at";
  return (
    <section className={`panel ${quality.sheet}`} aria-labelledby="cronograma">
      <header>
        <h1 id="cronograma" className={quality.grow}>
          {t("Cronograma de capacitación")}
        </h1>
        {may.includes("training.write") && <Button onClick={() => setPlans(true)}>{t("Programar una sesión")}</Button>}
      </header>
      <ListBar list="training_sessions" control={list} specs={sessionFilters(labels, courses, options)}>
        <Button
          variant="default"
          size="sm"
          aria-pressed={first}
          onClick={() => list.set({ sort: first ? "-starts_at" : "starts_at" })}
        >
          {t("Primero la más antigua")}
        </Button>
      </ListBar>
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer el cronograma.")} />
      ) : !data ? (
        <Loading label={t("Leyendo el cronograma…")} />
      ) : data.sessions.length === 0 ? (
        <Empty title={list.search ? t("Ninguna sesión cumple los filtros") : t("No hay sesiones")}>
          {list.search
            ? t("Quite un filtro.")
            : t("Cree un tema con su material en «Temas» y programe aquí la primera.")}
        </Empty>
      ) : (
        <>
          <SessionTable sessions={data.sessions} />
          <Pager control={list} rows={data.sessions.length} size={ROWS} next={data.next} total={undefined} />
        </>
      )}
      {plans && <PlanDialog courses={courses} close={() => setPlans(false)} />}
    </section>
  );
}

function SessionTable({ sessions }: { sessions: TrainingSessionSummary[] }) {
  return (
    <div className={quality.scroll} tabIndex={0} role="group" aria-labelledby="cronograma">
      <table className="list">
        <thead>
          <tr>
            <th scope="col">{t("Sesión")}</th>
            <th scope="col">{t("Cuándo")}</th>
            <th scope="col">{t("Línea")}</th>
            <th scope="col">{t("Quién la dicta")}</th>
            <th scope="col">{t("Estado")}</th>
            <th scope="col">{t("Asistencia")}</th>
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
              <td data-label={t("Cuándo")} className="num">
                {shortDate(each.starts_at)}, {timeOfDay(each.starts_at)}
              </td>
              <td data-label={t("Línea")}>{each.line_name ?? t("Todas")}</td>
              <td data-label={t("Quién la dicta")}>{each.trainer}</td>
              <td data-label={t("Estado")}>
                <SessionStateTag state={each.state} />
              </td>
              <td data-label={t("Asistencia")} className="num">
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
      title={t("Programar una sesión")}
      submitLabel={t("Ir a los temas")}
      canSubmit
      busy={false}
      error={null}
      onSubmit={() => navigate("/capacitacion/temas")}
      onClose={close}
    >
      <p>{t("Primero cree un tema y agréguele su material.")}</p>
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
      title={t("Programar una sesión")}
      submitLabel={t("Programar")}
      canSubmit={[form.trainer.trim(), form.place.trim(), starts].every(Boolean)}
      busy={plan.isPending}
      error={plan.error}
      onSubmit={() => plan.mutate(body, { onSuccess: ({ id }) => navigate(sessionPath(id)) })}
      onClose={close}
      wide
    >
      <NativeSelect
        label={t("Tema")}
        description={t("Con la última versión de su material.")}
        data={courses.map(({ id, title }) => ({ value: id, label: title }))}
        value={form.course}
        onChange={(event) => choose(event.currentTarget.value)}
        error={problem?.fieldError("course")}
        data-first
      />
      <div className={css.pair}>
        <DateTimeField
          label={t("Fecha y hora")}
          value={starts}
          onChange={(starts) => setForm({ ...form, starts })}
          error={problem?.fieldError("starts_at")}
        />
        <NumberInput
          label={t("Minutos")}
          min={5}
          max={10080}
          value={form.minutes}
          onChange={(minutes) => setForm({ ...form, minutes: Number(minutes) })}
          error={problem?.fieldError("minutes")}
        />
        <TextInput
          label={t("Quién la dicta")}
          value={form.trainer}
          onChange={(event) => setForm({ ...form, trainer: event.currentTarget.value })}
        />
        <TextInput
          label={t("Lugar o enlace")}
          value={form.place}
          onChange={(event) => setForm({ ...form, place: event.currentTarget.value })}
        />
        <NativeSelect
          label={t("Línea")}
          data={[
            { value: "", label: t("Todas") },
            ...options.lines.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          value={line}
          onChange={(event) => setForm({ ...form, line: event.currentTarget.value })}
        />
        <NativeSelect
          label={t("Canal")}
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
