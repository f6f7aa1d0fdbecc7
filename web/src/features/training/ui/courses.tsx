/** Temas: the courses with their rules and the versions of their material. */
import { Button, Checkbox, NumberInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ApiProblem } from "../../../api/problem";
import { accountQuery } from "../../../api/queries";
import {
  type TrainingCourse,
  type TrainingOptions,
  useCourses,
  useSaveCourse,
  useTrainingOptions,
} from "../../../api/training";
import { useListState } from "../../../components/data-list/use-list-state";
import { FormDialog } from "../../../components/form-dialog";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { countPhrase, longDateOfDay } from "../../../formats";
import { labelOf, useLabels } from "../../../labels";
import quality from "../../quality/ui/quality.module.css";
import { COURSE_LIST, courseFilters, isRequired, listedCourses } from "../model/lists";
import { ListBar } from "./list-bar";
import { Material } from "./material";
import { MaterialDialog } from "./material-dialog";
import { type RequirementForm, RequirementFields } from "./requirement-fields";
import css from "./training.module.css";
import { t } from "../../../i18n/translate";

type Editing = TrainingCourse | "new" | null;

export default function CoursesScreen() {
  const { data, error, refetch } = useCourses();
  const options = useTrainingOptions().data;
  const may = (useQuery(accountQuery).data?.permissions ?? []).includes("training.write");
  const [editing, setEditing] = useState<Editing>(null);
  const [adding, setAdding] = useState<TrainingCourse | null>(null);
  const list = useListState(COURSE_LIST);
  const listed = listedCourses(data?.courses ?? [], list.state);
  return (
    <div className={quality.screen}>
      <section className={`panel ${quality.sheet}`} aria-labelledby="temas">
        <header>
          <h1 id="temas" className={quality.grow}>
            {t("Temas de capacitación")}
          </h1>
          {may && <Button onClick={() => setEditing("new")}>{t("Crear un tema")}</Button>}
        </header>
        {error && !data ? (
          <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer los temas.")} />
        ) : !data ? (
          <Loading label={t("Leyendo los temas…")} />
        ) : data.courses.length === 0 ? (
          <Empty title={t("No hay temas")}>
            {t("Cree el primero, agréguele su material y prográmelo en el cronograma.")}
          </Empty>
        ) : (
          <>
            <ListBar list="training_courses" control={list} specs={courseFilters(options)} />
            {listed.length === 0 ? (
              <Empty title={t("Ningún tema cumple los filtros")}>{t("Quite un filtro.")}</Empty>
            ) : (
              <CourseTable courses={listed} options={options} may={may} edit={setEditing} add={setAdding} />
            )}
          </>
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
  const { roles } = useLabels();
  const queueName = (id: string) => options?.queues.find((each) => each.id === id)?.name ?? id;
  const requiredBy = ({ required_roles, required_queues }: TrainingCourse) =>
    [...required_roles.map((role) => labelOf(roles, role)), ...required_queues.map(queueName)].join(", ");
  return (
    <div className={quality.scroll} tabIndex={0} role="group" aria-labelledby="temas">
      <table className="list">
        <thead>
          <tr>
            <th scope="col">{t("Tema")}</th>
            <th scope="col">{t("Aprobación")}</th>
            <th scope="col">{t("Vigencia")}</th>
            <th scope="col">{t("Lo exigen")}</th>
            <th scope="col">{t("Material")}</th>
            {may && <th scope="col">{t("Acciones")}</th>}
          </tr>
        </thead>
        <tbody>
          {courses.map((each) => (
            <tr key={each.id} data-out={each.retired || undefined}>
              <th scope="row">
                {each.title}
                <span className={quality.below}>
                  {each.id}
                  {each.retired && t(", retirado")}
                </span>
              </th>
              <td data-label={t("Aprobación")} className="num">
                {each.attempts === 1
                  ? t("{pass_mark} de 100, 1 intento", { pass_mark: each.pass_mark })
                  : t("{pass_mark} de 100, {attempts} intentos", {
                      pass_mark: each.pass_mark,
                      attempts: each.attempts,
                    })}
              </td>
              <td data-label={t("Vigencia")}>
                <span className={css.whole}>
                  {each.validity_months ? countPhrase(each.validity_months, "mes", "meses") : t("No vence")}
                </span>
              </td>
              <td data-label={t("Lo exigen")} data-wide>
                {isRequired(each) ? (
                  <>
                    {requiredBy(each)}
                    <span className={quality.below}>
                      {t("desde el {longDateOfDay}", { longDateOfDay: longDateOfDay(each.required_from ?? "") })}
                    </span>
                  </>
                ) : (
                  t("Nadie")
                )}
              </td>
              <td data-label={t("Material")} data-wide>
                <Materials course={each} />
              </td>
              {may && (
                <td data-label={t("Acciones")}>
                  <span className={quality.acts}>
                    <Button
                      size="xs"
                      variant="default"
                      onClick={() => edit(each)}
                      aria-label={t("Cambiar {title}", { title: each.title })}
                    >
                      {t("Cambiar")}
                    </Button>
                    <Button
                      size="xs"
                      variant="default"
                      onClick={() => add(each)}
                      aria-label={t("Agregar material a {title}", { title: each.title })}
                    >
                      {t("Agregar material")}
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

/** The last version of the material, and the earlier ones on demand. */
function Materials({ course }: { course: TrainingCourse }) {
  const [last, ...earlier] = course.materials;
  if (!last) return t("Sin material");
  return (
    <>
      <Material course={course.id} material={last} />
      {earlier.length > 0 && (
        <details className={css.earlier}>
          <summary>{countPhrase(earlier.length, "versión anterior", "versiones anteriores")}</summary>
          <ul className={css.entries}>
            {earlier.map((each) => (
              <li key={each.version}>
                <span>
                  <Material course={course.id} material={each} />
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
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
    required_roles: (course?.required_roles ?? []) as RequirementForm["required_roles"],
    required_from: course?.required_from ?? "",
    retired: course?.retired ?? false,
  });
  const save = useSaveCourse();
  const problem = save.error instanceof ApiProblem ? save.error : null;
  const body = { ...form, required_from: form.required_from || null, existing: course };
  return (
    <FormDialog
      title={course ? t("Cambiar el tema") : t("Crear un tema")}
      submitLabel={course ? t("Guardar") : t("Crear")}
      canSubmit={form.title.trim() !== ""}
      busy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate(body, { onSuccess: close })}
      onClose={close}
      wide
    >
      <TextInput
        label={t("Tema")}
        value={form.title}
        onChange={(event) => setForm({ ...form, title: event.currentTarget.value })}
        error={problem?.fieldError("title")}
        data-first
      />
      <div className={css.pair}>
        <NumberInput
          label={t("Nota de aprobación, de 100")}
          min={1}
          max={100}
          value={form.pass_mark}
          onChange={(value) => setForm({ ...form, pass_mark: Number(value) })}
        />
        <NumberInput
          label={t("Intentos")}
          min={1}
          max={10}
          value={form.attempts}
          onChange={(value) => setForm({ ...form, attempts: Number(value) })}
        />
        <NumberInput
          label={t("Vigencia en meses")}
          description={t("0: no vence")}
          min={0}
          max={60}
          value={form.validity_months}
          onChange={(value) => setForm({ ...form, validity_months: Number(value) })}
        />
      </div>
      <RequirementFields
        options={options}
        form={form}
        onChange={(changes) => setForm({ ...form, ...changes })}
        problem={problem}
      />
      {course && (
        <Checkbox
          label={t("Retirado: no se programa ni se exige")}
          checked={form.retired}
          onChange={(event) => setForm({ ...form, retired: event.currentTarget.checked })}
        />
      )}
    </FormDialog>
  );
}
