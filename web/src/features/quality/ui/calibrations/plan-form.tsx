/** The plan of a new session. It is kept in this tab while it is typed, and says in its place what is wrong. */
import { DateField } from "../../../../components/date-field/date-field";
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { type FormEvent, useRef } from "react";
import { type Candidate, useCandidates, usePlanCalibration } from "../../../../api/calibrations";
import { announce } from "../../../../components/announcer";
import { Link } from "../../../../components/link";
import { Empty, Failure, Loading } from "../../../../components/load-states";
import { useDialogDraft } from "../../../../dialog-draft";
import { labelOf, optionsOf, useLabels } from "../../../../labels";
import {
  EMPTY_PLAN,
  isComplete,
  partsOf,
  type PlanErrors,
  type PlanForm as Plan,
  planBody,
  planErrors,
  serverPlanErrors,
} from "../../model/calibrations";
import css from "../quality.module.css";
import own from "./calibrations.module.css";
import { ItemPicker } from "./item-picker";
import { t } from "../../../../i18n/translate";

export function PlanForm({ done }: { done: (id: string) => void }) {
  const [stored, keep] = useDialogDraft("calibracion", EMPTY_PLAN);
  const form = stored ?? EMPTY_PLAN;
  const candidates = useCandidates();
  const plan = usePlanCalibration();
  const fields = useRef<HTMLFormElement>(null);
  const { evaluation_channels } = useLabels();
  const edit = (change: Partial<Plan>) => keep({ ...form, ...change });
  const missing = planErrors(form);
  const server = serverPlanErrors(plan.error, plan.variables);
  const errors: PlanErrors = form.tried && !isComplete(missing) ? missing : server;
  const send = (event: FormEvent) => {
    event.preventDefault();
    edit({ tried: true });
    if (!isComplete(missing)) {
      requestAnimationFrame(() => fields.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
      return;
    }
    plan.mutate(planBody(form), {
      onSuccess: ({ id }) => {
        keep(null);
        announce(t("Calibración {id} planeada", { id }));
        done(id);
      },
    });
  };
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="nueva">
      <p>
        <Link to="/calidad/calibraciones">{t("Volver a las calibraciones")}</Link>
      </p>
      <h1 id="nueva">{t("Planear una calibración")}</h1>
      <form className={css.fields} onSubmit={send} noValidate ref={fields}>
        <TextInput
          label={t("Para qué es")}
          description={t("En una frase; la leen todos los participantes.")}
          value={form.title}
          onChange={(event) => edit({ title: event.currentTarget.value })}
          maxLength={200}
          error={errors.title}
        />
        <DateField
          label={t("Día de la reunión")}
          value={form.heldOn}
          onChange={(day) => edit({ heldOn: day })}
          error={errors.heldOn}
        />
        <NativeSelect
          label={t("Canal")}
          description={t("Todo lo que se calibra es de un canal y de la misma versión del formulario.")}
          value={form.channel}
          onChange={(event) => edit({ channel: event.currentTarget.value as Plan["channel"], items: [] })}
          data={optionsOf(evaluation_channels)}
        />
        <ItemPicker
          channel={form.channel}
          items={form.items}
          change={(items) => edit({ items })}
          error={errors.items}
          byItem={errors.byItem}
        />
        {candidates.error && !candidates.data ? (
          <Failure
            error={candidates.error}
            retry={() => void candidates.refetch()}
            title={t("No se pudo leer quién puede participar.")}
          />
        ) : !candidates.data ? (
          <Loading label={t("Leyendo quién puede participar…")} />
        ) : candidates.data.candidates.length === 0 ? (
          <Empty title={t("Nadie puede participar todavía")}>
            {t("Hace falta al menos un usuario con el rol de calidad.")}
          </Empty>
        ) : (
          <PeopleFields candidates={candidates.data.candidates} form={form} edit={edit} errors={errors} />
        )}
        {plan.error && <Failure error={plan.error} />}
        <p className={css.acts}>
          <Button type="submit" loading={plan.isPending}>
            {t("Planear")}
          </Button>
          {stored && (
            <Button variant="default" onClick={() => keep(null)}>
              {t("Borrar lo escrito")}
            </Button>
          )}
        </p>
      </form>
    </section>
  );
}

interface PeopleFieldsProps {
  candidates: Candidate[];
  form: Plan;
  edit: (change: Partial<Plan>) => void;
  errors: PlanErrors;
}

function PeopleFields({ candidates, form, edit, errors }: PeopleFieldsProps) {
  const { calibration_parts } = useLabels();
  const choose = (user: string, part: string) => {
    const { [user]: _before, ...others } = form.parts;
    edit({ parts: part ? { ...others, [user]: part as Plan["parts"][string] } : others });
  };
  return (
    <fieldset className={own.people} aria-describedby={errors.people ? "personas-error" : undefined}>
      <legend>{t("Quiénes participan")}</legend>
      <p className="quiet small">
        {t("Los evaluadores se comparan con la nota maestra. Los observadores solo leen los resultados y el acta.")}
      </p>
      {errors.people && (
        <p className={own.error} id="personas-error" role="alert">
          {errors.people}
        </p>
      )}
      {candidates.map((each) => (
        <div key={each.user} className={own.person}>
          <span aria-hidden="true">{each.name}</span>
          <NativeSelect
            aria-label={t("Cómo participa {name}", { name: each.name })}
            value={form.parts[each.user] ?? ""}
            onChange={(event) => choose(each.user, event.currentTarget.value)}
            data={[
              { value: "", label: t("No participa") },
              ...partsOf(each).map((part) => ({ value: part, label: labelOf(calibration_parts, part) })),
            ]}
            error={errors.byPerson[each.user]}
          />
        </div>
      ))}
    </fieldset>
  );
}
