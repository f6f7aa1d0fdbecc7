/** Who needs a course: roles, queues and the day from which it is required. */
import { DateField } from "../../../components/date-field/date-field";
import type { CourseForm, TrainingOptions } from "../../../api/training";
import type { ApiProblem } from "../../../api/problem";
import css from "./training.module.css";
import { t } from "../../../i18n/translate";

export interface RequirementForm {
  required_queues: string[];
  required_roles: NonNullable<CourseForm["required_roles"]>;
  /** Empty if the course is not required. */
  required_from: string;
}

interface RequirementFieldsProps {
  options: TrainingOptions;
  form: RequirementForm;
  onChange: (changes: Partial<RequirementForm>) => void;
  problem: ApiProblem | null;
}

export function RequirementFields({ options, form, onChange, problem }: RequirementFieldsProps) {
  const scope = problem?.fieldError("required_queues");
  return (
    <>
      <fieldset className={css.people}>
        <legend>{t("Roles que lo necesitan")}</legend>
        {options.roles.map(({ id, name }) => {
          const role = id as RequirementForm["required_roles"][number];
          return (
            <label key={id}>
              <input
                type="checkbox"
                checked={form.required_roles.includes(role)}
                onChange={() => onChange({ required_roles: toggled(form.required_roles, role) })}
              />
              {name}
            </label>
          );
        })}
      </fieldset>
      <fieldset className={css.people}>
        <legend>{t("Colas cuyos asesores lo necesitan")}</legend>
        {options.queues.map(({ id, name }) => (
          <label key={id}>
            <input
              type="checkbox"
              checked={form.required_queues.includes(id)}
              onChange={() => onChange({ required_queues: toggled(form.required_queues, id) })}
            />
            <span>
              {name}
              {options.gated_queues.includes(id) && <span className="quiet small"> {t("(sin él no se atiende)")}</span>}
            </span>
          </label>
        ))}
      </fieldset>
      {scope && <p className={css.error}>{scope}</p>}
      <DateField
        label={t("Se exige desde")}
        description={t("Vacío, si no se exige.")}
        value={form.required_from}
        onChange={(day) => onChange({ required_from: day })}
        error={problem?.fieldError("required_from")}
      />
    </>
  );
}

const toggled = <Value,>(values: readonly Value[], value: Value): Value[] =>
  values.includes(value) ? values.filter((each) => each !== value) : [...values, value];
