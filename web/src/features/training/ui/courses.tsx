/** Temas: the courses with their rules and the versions of their material. */
import { Button, Checkbox, NumberInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ApiProblem } from "../../../api/problem";
import { accountQuery } from "../../../api/queries";
import {
  type TrainingCourse,
  type TrainingOptions,
  useAddMaterial,
  useCourses,
  useSaveCourse,
  useTrainingOptions,
} from "../../../api/training";
import { serverClock } from "../../../clock";
import { FormDialog } from "../../../components/form-dialog";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { longDateOfDay } from "../../../formats";
import { localDay } from "../../oversight/model/indicator-view";
import quality from "../../quality/ui/quality.module.css";
import css from "./training.module.css";
import { materialVersion } from "../model/labels";

type Editing = TrainingCourse | "new" | null;

export default function CoursesScreen() {
  const { data, error, refetch } = useCourses();
  const options = useTrainingOptions().data;
  const may = (useQuery(accountQuery).data?.permissions ?? []).includes("training.write");
  const [editing, setEditing] = useState<Editing>(null);
  const [adding, setAdding] = useState<TrainingCourse | null>(null);
  return (
    <div className={quality.screen}>
      <section className={`panel ${quality.sheet}`} aria-labelledby="temas">
        <header>
          <h1 id="temas" className={quality.grow}>
            Temas de capacitación
          </h1>
          {may && <Button onClick={() => setEditing("new")}>Crear un tema</Button>}
        </header>
        {error && !data ? (
          <Failure error={error} retry={() => void refetch()} title="No se pudieron leer los temas." />
        ) : !data ? (
          <Loading label="Leyendo los temas…" />
        ) : data.courses.length === 0 ? (
          <Empty title="No hay temas">Cree el primero, agréguele su material y prográmelo en el cronograma.</Empty>
        ) : (
          <CourseTable courses={data.courses} options={options} may={may} edit={setEditing} add={setAdding} />
        )}
        {editing && options && (
          <CourseDialog course={editing === "new" ? null : editing} options={options} close={() => setEditing(null)} />
        )}
        {adding && <MaterialDialog course={adding} close={() => setAdding(null)} />}
      </section>
    </div>
  );
}

interface CourseTableProps {
  courses: TrainingCourse[];
  options: TrainingOptions | undefined;
  may: boolean;
  edit: (course: TrainingCourse) => void;
  add: (course: TrainingCourse) => void;
}

function CourseTable({ courses, options, may, edit, add }: CourseTableProps) {
  const queueName = (id: string) => options?.queues.find((each) => each.id === id)?.name ?? id;
  return (
    <div className={quality.scroll} tabIndex={0} role="region" aria-labelledby="temas">
      <table className="list">
        <thead>
          <tr>
            <th scope="col">Tema</th>
            <th scope="col">Aprobación</th>
            <th scope="col">Vigencia</th>
            <th scope="col">Lo exigen</th>
            <th scope="col">Material</th>
            {may && <th scope="col">Acciones</th>}
          </tr>
        </thead>
        <tbody>
          {courses.map((each) => (
            <tr key={each.id} data-out={each.retired || undefined}>
              <th scope="row">
                {each.title}
                <span className={quality.below}>
                  {each.id}
                  {each.retired && ", retirado"}
                </span>
              </th>
              <td data-label="Aprobación" className="num">
                {each.pass_mark} de 100, {each.attempts === 1 ? "1 intento" : `${each.attempts} intentos`}
              </td>
              <td data-label="Vigencia">{each.validity_months ? `${each.validity_months} meses` : "No vence"}</td>
              <td data-label="Lo exigen" data-wide>
                {each.required_from
                  ? `${[...each.required_queues.map(queueName), ...each.required_roles].join(", ")}, desde el ${longDateOfDay(each.required_from)}`
                  : "Nadie"}
              </td>
              <td data-label="Material" data-wide>
                <Material course={each} />
              </td>
              {may && (
                <td data-label="Acciones">
                  <span className={quality.acts}>
                    <Button size="xs" variant="default" onClick={() => edit(each)} aria-label={`Cambiar ${each.title}`}>
                      Cambiar
                    </Button>
                    <Button
                      size="xs"
                      variant="default"
                      onClick={() => add(each)}
                      aria-label={`Agregar material a ${each.title}`}
                    >
                      Agregar material
                    </Button>
                  </span>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Material({ course }: { course: TrainingCourse }) {
  const last = course.materials[0];
  if (!last) return <>Sin material</>;
  const isLink = /^https?:\/\//.test(last.address);
  return (
    <>
      {isLink ? (
        <a href={last.address} rel="noreferrer noopener" target="_blank">
          {last.title}
        </a>
      ) : (
        last.title
      )}
      <span className={quality.below}>
        {materialVersion(last.version)}, del {longDateOfDay(last.dated_on)}, {last.minutes} minutos
        {!isLink && last.address && `, ${last.address}`}
      </span>
    </>
  );
}

interface CourseDialogProps {
  course: TrainingCourse | null;
  options: TrainingOptions;
  close: () => void;
}

function CourseDialog({ course, options, close }: CourseDialogProps) {
  const [form, setForm] = useState({
    title: course?.title ?? "",
    pass_mark: course?.pass_mark ?? options.pass_mark,
    attempts: course?.attempts ?? options.attempts,
    validity_months: course?.validity_months ?? options.validity_months,
    required_queues: course?.required_queues ?? [],
    required_from: course?.required_from ?? "",
    retired: course?.retired ?? false,
  });
  const save = useSaveCourse();
  const problem = save.error instanceof ApiProblem ? save.error : null;
  const toggle = (queue: string) =>
    setForm({
      ...form,
      required_queues: form.required_queues.includes(queue)
        ? form.required_queues.filter((each) => each !== queue)
        : [...form.required_queues, queue],
    });
  const roles = (course?.required_roles ?? []) as [];
  const body = { ...form, required_roles: roles, required_from: form.required_from || null, existing: course };
  return (
    <FormDialog
      title={course ? "Cambiar el tema" : "Crear un tema"}
      submitLabel={course ? "Guardar" : "Crear"}
      canSubmit={form.title.trim() !== ""}
      busy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate(body, { onSuccess: close })}
      onClose={close}
      wide
    >
      <TextInput
        label="Tema"
        value={form.title}
        onChange={(event) => setForm({ ...form, title: event.currentTarget.value })}
        error={problem?.fieldError("title")}
        data-first
      />
      <div className={css.pair}>
        <NumberInput
          label="Nota de aprobación, de 100"
          min={1}
          max={100}
          value={form.pass_mark}
          onChange={(value) => setForm({ ...form, pass_mark: Number(value) })}
        />
        <NumberInput
          label="Intentos"
          min={1}
          max={10}
          value={form.attempts}
          onChange={(value) => setForm({ ...form, attempts: Number(value) })}
        />
        <NumberInput
          label="Vigencia en meses"
          description="0: no vence"
          min={0}
          max={60}
          value={form.validity_months}
          onChange={(value) => setForm({ ...form, validity_months: Number(value) })}
        />
      </div>
      <fieldset className={css.people}>
        <legend>Colas cuyos asesores lo necesitan</legend>
        {options.queues.map(({ id, name }) => (
          <label key={id}>
            <input type="checkbox" checked={form.required_queues.includes(id)} onChange={() => toggle(id)} />
            {name}
            {options.gated_queues.includes(id) && <span className="quiet small">(sin él no se atiende)</span>}
          </label>
        ))}
      </fieldset>
      {problem?.fieldError("required_queues") && <p className={css.error}>{problem.fieldError("required_queues")}</p>}
      <TextInput
        label="Se exige desde"
        description="Vacío, si no se exige."
        type="date"
        value={form.required_from}
        onChange={(event) => setForm({ ...form, required_from: event.currentTarget.value })}
        error={problem?.fieldError("required_from")}
      />
      {course && (
        <Checkbox
          label="Retirado: no se programa ni se exige"
          checked={form.retired}
          onChange={(event) => setForm({ ...form, retired: event.currentTarget.checked })}
        />
      )}
    </FormDialog>
  );
}

function MaterialDialog({ course, close }: { course: TrainingCourse; close: () => void }) {
  const [form, setForm] = useState({
    title: "",
    address: "",
    dated_on: localDay(serverClock.now()),
    minutes: course.materials[0]?.minutes ?? 60,
  });
  const add = useAddMaterial(course.id);
  return (
    <FormDialog
      title={`Material de ${course.title}`}
      submitLabel="Agregar"
      canSubmit={form.title.trim() !== "" && form.dated_on !== ""}
      busy={add.isPending}
      error={add.error}
      onSubmit={() => add.mutate(form, { onSuccess: close })}
      onClose={close}
    >
      <p className="quiet">Es la versión {(course.materials[0]?.version ?? 0) + 1}; las anteriores se conservan.</p>
      <TextInput
        label="Título"
        value={form.title}
        onChange={(event) => setForm({ ...form, title: event.currentTarget.value })}
        data-first
      />
      <TextInput
        label="Enlace o nombre del anexo"
        value={form.address}
        onChange={(event) => setForm({ ...form, address: event.currentTarget.value })}
      />
      <div className={css.pair}>
        <TextInput
          label="Fecha"
          type="date"
          value={form.dated_on}
          onChange={(event) => setForm({ ...form, dated_on: event.currentTarget.value })}
        />
        <NumberInput
          label="Minutos"
          min={5}
          max={10080}
          value={form.minutes}
          onChange={(value) => setForm({ ...form, minutes: Number(value) })}
        />
      </div>
    </FormDialog>
  );
}
