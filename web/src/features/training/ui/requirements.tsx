/** Exigencias: the courses that each role and each queue requires, and the form that changes them. */
import { Button, NativeSelect } from "@mantine/core";
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
import { serverClock } from "../../../clock";
import { Confirmation, useConfirmation } from "../../../components/confirmation";
import { FormDialog } from "../../../components/form-dialog";
import { Link } from "../../../components/link";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { longDateOfDay } from "../../../formats";
import { localDay } from "../../oversight/model/indicator-view";
import quality from "../../quality/ui/quality.module.css";
import { type Requirement, requirementsOf } from "../model/lists";
import { type RequirementForm, RequirementFields } from "./requirement-fields";
import css from "./training.module.css";
import { rich, t } from "../../../i18n/translate";

export default function RequirementsScreen() {
  const { data, error, refetch } = useCourses();
  const options = useTrainingOptions().data;
  const may = (useQuery(accountQuery).data?.permissions ?? []).includes("training.write");
  const [editing, setEditing] = useState<TrainingCourse | "choose" | null>(null);
  const [done, confirm] = useConfirmation();
  const usable = (data?.courses ?? []).filter((each) => !each.retired);
  return (
    <div className={quality.screen}>
      <section className={`panel ${quality.sheet}`} aria-labelledby="exigencias">
        <header>
          <h1 id="exigencias" className={quality.grow}>
            {t("Temas exigidos por rol y por cola")}
          </h1>
          {may && usable.length > 0 && <Button onClick={() => setEditing("choose")}>{t("Exigir un tema")}</Button>}
        </header>
        <p className={`quiet ${quality.text}`}>
          {rich(
            "Cada exigencia vale desde su fecha. Las colas que un asesor no atiende sin el tema están en {code} de {code2}.",
            { code: <code>gated_queues</code>, code2: <code>training.yaml</code> },
          )}
        </p>
        <Confirmation>{done}</Confirmation>
        {error && !data ? (
          <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer lo que se exige.")} />
        ) : !data || !options ? (
          <Loading label={t("Leyendo lo que se exige…")} />
        ) : usable.length === 0 ? (
          <Empty title={t("No hay temas que exigir")}>
            {rich("Cree el primero en {link}.", { link: <Link to="/capacitacion/temas">{t("Temas")}</Link> })}
          </Empty>
        ) : (
          <RequirementTable rows={requirementsOf(data.courses, options)} may={may} edit={setEditing} />
        )}
        {editing && options && (
          <RequirementDialog
            course={editing === "choose" ? null : editing}
            courses={usable}
            options={options}
            done={(title) => {
              setEditing(null);
              confirm(t("Se guardó a quién se exige «{title}».", { title }));
            }}
            close={() => setEditing(null)}
          />
        )}
      </section>
    </div>
  );
}

interface RequirementTableProps {
  rows: readonly Requirement[];
  may: boolean;
  edit: (course: TrainingCourse) => void;
}

function RequirementTable({ rows, may, edit }: RequirementTableProps) {
  return (
    <div className={quality.scroll} tabIndex={0} role="group" aria-labelledby="exigencias">
      <table className="list">
        <thead>
          <tr>
            <th scope="col">{t("Rol o cola")}</th>
            <th scope="col">{t("Temas exigidos")}</th>
            <th scope="col">{t("Asesor sin el tema")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((each) => (
            <tr key={`${each.kind} ${each.id}`} data-out={each.courses.length === 0 || undefined}>
              <th scope="row">
                {each.name}
                <span className={quality.below}>{each.kind === "role" ? t("Rol") : t("Cola")}</span>
              </th>
              <td data-label={t("Temas exigidos")} data-wide>
                <RequiredCourses courses={each.courses} of={each.name} may={may} edit={edit} />
              </td>
              <td data-label={t("Asesor sin el tema")}>
                {each.courses.length === 0 ? (
                  "–"
                ) : each.gated ? (
                  <span className={quality.tag} data-tone="bad">
                    {t("No atiende la cola")}
                  </span>
                ) : (
                  t("Sigue atendiendo")
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RequiredCoursesProps {
  courses: readonly TrainingCourse[];
  of: string;
  may: boolean;
  edit: (course: TrainingCourse) => void;
}

function RequiredCourses({ courses, of, may, edit }: RequiredCoursesProps) {
  const today = localDay(serverClock.now());
  if (courses.length === 0) return t("Ninguno");
  return (
    <ul className={css.entries}>
      {courses.map((each) => (
        <li key={each.id}>
          <span className={quality.grow}>
            {each.title}
            <span className={quality.below}>
              {(each.required_from ?? "") > today
                ? t("Se exigirá desde el {longDateOfDay}", { longDateOfDay: longDateOfDay(each.required_from ?? "") })
                : t("Se exige desde el {longDateOfDay}", { longDateOfDay: longDateOfDay(each.required_from ?? "") })}
            </span>
          </span>
          {may && (
            <Button
              size="xs"
              variant="default"
              onClick={() => edit(each)}
              aria-label={t("Cambiar {title} de {of}", { title: each.title, of })}
            >
              {t("Cambiar")}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

interface RequirementDialogProps {
  /** Null to choose one. */
  course: TrainingCourse | null;
  courses: readonly TrainingCourse[];
  options: TrainingOptions;
  done: (title: string) => void;
  close: () => void;
}

const formOf = (course: TrainingCourse | undefined): RequirementForm => ({
  required_queues: course?.required_queues ?? [],
  required_roles: (course?.required_roles ?? []) as RequirementForm["required_roles"],
  required_from: course?.required_from ?? localDay(serverClock.now()),
});

function RequirementDialog({ course, courses, options, done, close }: RequirementDialogProps) {
  const [chosen, setChosen] = useState(course ?? undefined);
  const [form, setForm] = useState(() => formOf(chosen));
  const save = useSaveCourse();
  const problem = save.error instanceof ApiProblem ? save.error : null;
  const choose = (id: string) => {
    const found = courses.find((each) => each.id === id);
    setChosen(found);
    setForm(formOf(found));
  };
  const submit = () => {
    if (!chosen) return;
    const { title, pass_mark, attempts, validity_months, retired } = chosen;
    const isRequired = form.required_queues.length + form.required_roles.length > 0;
    const required_from = (isRequired && form.required_from) || null;
    const rules = { title, pass_mark, attempts, validity_months, retired };
    save.mutate({ ...rules, ...form, required_from, existing: chosen }, { onSuccess: () => done(title) });
  };
  return (
    <FormDialog
      title={course ? t("A quién se exige {title}", { title: course.title }) : t("Exigir un tema")}
      submitLabel={t("Guardar")}
      canSubmit={chosen !== undefined}
      busy={save.isPending}
      error={save.error}
      onSubmit={submit}
      onClose={close}
      wide
    >
      {!course && (
        <NativeSelect
          label={t("Tema")}
          data={[{ value: "", label: t("Elija") }, ...courses.map(({ id, title }) => ({ value: id, label: title }))]}
          value={chosen?.id ?? ""}
          onChange={(event) => choose(event.currentTarget.value)}
          data-first
        />
      )}
      <RequirementFields
        options={options}
        form={form}
        onChange={(changes) => setForm({ ...form, ...changes })}
        problem={problem}
      />
      <p className="quiet">{t("Sin ningún rol ni cola, el tema deja de exigirse.")}</p>
    </FormDialog>
  );
}
