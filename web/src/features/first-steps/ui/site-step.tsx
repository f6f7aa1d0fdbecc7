/** A step that changes the site: its fields in the draft, or as they are in force with a way to change them. */
import { Button } from "@mantine/core";
import type { FirstSteps, StepName } from "../../../api/first-steps";
import { useOpenDraft } from "../../../api/site";
import { serverClock } from "../../../clock";
import { Link } from "../../../components/link";
import { Failure } from "../../../components/load-states";
import { momentPhrase } from "../../../formats";
import { t } from "../../../i18n/translate";
import { ComplaintDraft } from "../../site/components/complaint-text";
import { draftPath } from "../../site/model/addresses";
import type { JsonSchema } from "../../site/model/schema";
import css from "./first-steps.module.css";
import type { EditedDraft } from "./first-steps";
import { SiteFields, type SiteForm } from "./site-fields";

interface SiteStepProps {
  step: StepName;
  steps: FirstSteps;
  schema: JsonSchema;
  form: SiteForm;
  draft: EditedDraft | null;
}

export function SiteStep({ step, steps, schema, form, draft }: SiteStepProps) {
  return (
    <>
      {draft ? <DraftStatus {...draft} /> : <OpenButton title={steps.draft_title} />}
      <ComplaintDraft value={draft && { address: draftPath(draft.draft.id) }}>
        <SiteFields step={step} schema={schema} form={form} />
      </ComplaintDraft>
    </>
  );
}

/** Without a draft, the fields show what is in force. */
function OpenButton({ title }: { title: string }) {
  const open = useOpenDraft();
  return (
    <>
      <p className={css.bar}>
        <span className="quiet">{t("Así está ahora. Los cambios se preparan en un borrador.")}</span>
        <Button loading={open.isPending} onClick={() => open.mutate(title)}>
          {t("Cambiar")}
        </Button>
      </p>
      {open.error && <Failure error={open.error} title={t("No se pudo abrir el borrador.")} />}
    </>
  );
}

function DraftStatus({ draft, editing }: EditedDraft) {
  const whole = <Link to={draftPath(draft.id)}>{t("Ver todo el borrador")}</Link>;
  if (editing.conflicts.length > 0)
    return (
      <p className={css.bar}>
        <span>{t("Otra persona cambió lo mismo: elija qué queda en el borrador.")}</span>
        {whole}
      </p>
    );
  return (
    <>
      <p className={css.bar}>
        <span className="quiet" role="status">
          {editing.error
            ? t("Sin guardar.")
            : editing.pending
              ? t("Guardando…")
              : t("Todo está guardado. Último cambio {when}.", {
                  when: momentPhrase(draft.updated_at, serverClock.now()),
                })}
        </span>
        {whole}
      </p>
      {editing.error && (
        <Failure error={editing.error} retry={editing.save} title={t("No se guardó lo último que escribió.")} />
      )}
    </>
  );
}
