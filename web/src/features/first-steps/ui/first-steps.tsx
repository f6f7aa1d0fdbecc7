/** Primeros pasos: what a new entity still lacks to answer calls, step by step. */
import { Button, NativeSelect } from "@mantine/core";
import { type FirstSteps, type StepName, useFirstSteps } from "../../../api/first-steps";
import { type SiteDraft, useDraft, useDraftRevision, usePublication, useSiteSchema } from "../../../api/site";
import { Confirmation, useConfirmation } from "../../../components/confirmation";
import { Failure, Loading } from "../../../components/load-states";
import { t } from "../../../i18n/translate";
import { navigate, useQueryString } from "../../../router";
import page from "../../quality/ui/quality.module.css";
import type { JsonSchema } from "../../site/model/schema";
import { useDraftEditing } from "../../site/model/use-draft-editing";
import { chosenStep, LACK_PHRASES, neighbours, SITE_STEPS, STATE_NAMES, STEP_NAMES, stepPath } from "../model/steps";
import css from "./first-steps.module.css";
import { OtherStep } from "./other-steps";
import { PublicationStep } from "./publication-step";
import type { SiteForm } from "./site-fields";
import { SiteStep } from "./site-step";

export default function FirstStepsScreen() {
  const steps = useFirstSteps();
  const schema = useSiteSchema();
  const failed = steps.error ?? schema.error;
  const [done, confirm] = useConfirmation();
  if (failed && (!steps.data || !schema.data))
    return (
      <Failure
        error={failed}
        retry={() => void Promise.all([steps.refetch(), schema.refetch()])}
        title={t("No se pudieron leer los primeros pasos.")}
      />
    );
  if (!steps.data || !schema.data) return <Loading label={t("Leyendo los primeros pasos…")} />;
  const Work = steps.data.draft ? DraftWork : PublishedWork;
  return (
    <div className={page.screen}>
      <Work
        key={steps.data.draft ?? "published"}
        steps={steps.data}
        schema={schema.data}
        done={done}
        confirm={confirm}
      />
    </div>
  );
}

interface WorkProps {
  steps: FirstSteps;
  schema: JsonSchema;
  done: string;
  confirm: (text: string) => void;
}

const nothing = () => undefined;

/** The steps over the site in force, which is read and not changed. */
function PublishedWork(props: WorkProps) {
  const { data, error, refetch } = usePublication(props.steps.publication);
  if (error && !data)
    return <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer el sitio.")} />;
  if (!data) return <Loading label={t("Leyendo el sitio…")} />;
  const form = { document: data.document, complaints: [], readOnly: true, onChange: nothing };
  return <Wizard {...props} form={form} draft={null} />;
}

/** The steps over the draft of the first steps. */
function DraftWork(props: WorkProps) {
  const { data, error, refetch } = useDraft(props.steps.draft ?? "");
  if (error && !data)
    return <Failure error={error} retry={() => void refetch()} title={t("No se pudo abrir el borrador.")} />;
  if (!data) return <Loading label={t("Abriendo el borrador…")} />;
  return <EditedWork {...props} draft={data} />;
}

function EditedWork({ draft, ...props }: WorkProps & { draft: SiteDraft }) {
  const editing = useDraftEditing(draft);
  useDraftRevision(draft.id, draft);
  const form = {
    document: editing.document,
    complaints: draft.complaints,
    readOnly: draft.state !== "open",
    onChange: editing.change,
  };
  return <Wizard {...props} form={form} draft={{ draft, editing }} />;
}

export interface EditedDraft {
  draft: SiteDraft;
  editing: ReturnType<typeof useDraftEditing>;
}

interface WizardProps extends WorkProps {
  form: SiteForm;
  draft: EditedDraft | null;
}

function Wizard({ steps, schema, form, draft, done, confirm }: WizardProps) {
  const chosen = chosenStep(useQueryString(), steps.steps);
  const ready = steps.steps.filter(({ state }) => state === "done").length;
  const show = (name: StepName) => navigate(stepPath(name), { replace: true });
  const step = steps.steps.find(({ name }) => name === chosen);
  const { before, after } = neighbours(chosen, steps.steps);
  return (
    <>
      <section className={`panel ${page.sheet}`} aria-labelledby="primeros-pasos">
        <header>
          <h1 id="primeros-pasos" className={page.grow}>
            {t("Primeros pasos")}
          </h1>
          <span className="quiet">{t("{ready} de {all} listos", { ready, all: steps.steps.length })}</span>
        </header>
        <p className={page.text}>
          {t("Lo que {entity} necesita para contestar su primera llamada. Puede hacerlo en cualquier orden y volver.", {
            entity: steps.entity,
          })}
        </p>
        <progress className={css.progress} value={ready} max={steps.steps.length} aria-label={t("Pasos listos")} />
        <Confirmation>{done}</Confirmation>
      </section>
      <section className={`panel ${page.sheet}`} aria-label={t("Pasos")}>
        <div className={css.split}>
          <StepList steps={steps} chosen={chosen} show={show} />
          <section className={css.step} aria-labelledby="paso">
            <header>
              <h2 id="paso">{STEP_NAMES[chosen]}</h2>
              {step && (
                <span className={page.tag} data-tone={step.state === "done" ? "good" : "warn"}>
                  {STATE_NAMES[step.state]}
                </span>
              )}
            </header>
            {step && step.lacks.length > 0 && (
              <ul className={css.lacks}>
                {step.lacks.map((lack) => (
                  <li key={lack}>{LACK_PHRASES[lack]}</li>
                ))}
              </ul>
            )}
            {SITE_STEPS.includes(chosen) ? (
              <SiteStep key={chosen} step={chosen} steps={steps} schema={schema} form={form} draft={draft} />
            ) : chosen === "publication" ? (
              <PublicationStep steps={steps} draft={draft} confirm={confirm} />
            ) : null}
            <OtherStep step={chosen} steps={steps} confirm={confirm} />
            <p className={css.ends}>
              {before && (
                <Button variant="default" onClick={() => show(before)}>
                  {t("Anterior")}
                </Button>
              )}
              {after && (
                <Button onClick={() => show(after)}>{t("Siguiente: {step}", { step: STEP_NAMES[after] })}</Button>
              )}
            </p>
          </section>
        </div>
      </section>
    </>
  );
}

interface StepListProps {
  steps: FirstSteps;
  chosen: StepName;
  show: (name: StepName) => void;
}

/** The steps with their states: a list beside the step, and a choice above it where the screen is narrow. */
function StepList({ steps, chosen, show }: StepListProps) {
  return (
    <>
      <div className={css.pick}>
        <NativeSelect
          label={t("Paso")}
          value={chosen}
          data={steps.steps.map(({ name, state }) => ({
            value: name,
            label: `${STEP_NAMES[name]} (${STATE_NAMES[state]})`,
          }))}
          onChange={(event) => show(event.currentTarget.value as StepName)}
        />
      </div>
      <nav className={css.nav} aria-label={t("Pasos")}>
        <ol>
          {steps.steps.map(({ name, state }, index) => (
            <li key={name}>
              <button type="button" aria-current={name === chosen ? "step" : undefined} onClick={() => show(name)}>
                <span className={css.mark} data-state={state} aria-hidden="true">
                  {state === "done" ? "✓" : index + 1}
                </span>
                <span>{STEP_NAMES[name]}</span>
                <span className={css.state}>{STATE_NAMES[state]}</span>
              </button>
            </li>
          ))}
        </ol>
      </nav>
    </>
  );
}
