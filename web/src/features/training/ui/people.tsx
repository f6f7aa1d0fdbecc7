/** Quiénes asisten: a check box for each advisor. */
import type { TrainingOptions } from "../../../api/training";
import css from "./training.module.css";
import { t } from "../../../i18n/translate";

interface PeopleProps {
  advisors: TrainingOptions["advisors"];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}

export function People({ advisors, chosen, onChange }: PeopleProps) {
  const toggle = (id: string) => onChange(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id]);
  return (
    <fieldset className={css.people}>
      <legend>{t("Quiénes asisten")}</legend>
      {advisors.map(({ id, name }) => (
        <label key={id}>
          <input type="checkbox" checked={chosen.includes(id)} onChange={() => toggle(id)} />
          {name}
        </label>
      ))}
      {advisors.length === 0 && <p className="quiet">{t("La campaña no tiene asesores.")}</p>}
    </fieldset>
  );
}
