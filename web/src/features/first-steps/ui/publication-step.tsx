/** The publication of the draft of the first steps. */
import { Button } from "@mantine/core";
import { useState } from "react";
import type { FirstSteps } from "../../../api/first-steps";
import { Link } from "../../../components/link";
import { countPhrase } from "../../../formats";
import { t } from "../../../i18n/translate";
import { navigate } from "../../../router";
import { draftPath, fieldPath, SITE_PATH } from "../../site/model/addresses";
import { fullMoment } from "../../site/model/phrases";
import { PublishDialog } from "../../site/ui/publish-dialog";
import type { EditedDraft } from "./first-steps";
import css from "./first-steps.module.css";

interface PublicationStepProps {
  steps: FirstSteps;
  draft: EditedDraft | null;
  confirm: (text: string) => void;
}

export function PublicationStep({ steps, draft, confirm }: PublicationStepProps) {
  if (!draft)
    return (
      <p>
        {t("Rige la versión del {moment}. No hay cambios sin publicar.", { moment: fullMoment(steps.since) })}{" "}
        <Link to={SITE_PATH}>{t("Ver el sitio")}</Link>
      </p>
    );
  return <PublishDraft {...draft} confirm={confirm} />;
}

function PublishDraft({ draft, editing, confirm }: EditedDraft & { confirm: (text: string) => void }) {
  const [open, setOpen] = useState(false);
  const whole = draftPath(draft.id);
  return (
    <>
      <p>
        {draft.differences.length > 0
          ? countPhrase(draft.differences.length, "cambio por publicar", "cambios por publicar")
          : t("El borrador dice lo mismo que lo que rige")}
      </p>
      {draft.complaints.length > 0 && (
        <ul className={css.lacks}>
          {draft.complaints.map(({ path, text }) => (
            <li key={`${path.join("/")} ${text}`}>
              {text} <Link to={fieldPath(draft.id, path)}>{t("Corregir")}</Link>
            </li>
          ))}
        </ul>
      )}
      <p className={css.bar}>
        <Button disabled={editing.pending || draft.state !== "open"} onClick={() => setOpen(true)}>
          {t("Publicar…")}
        </Button>
        <Link to={whole}>{t("Ver todo el borrador")}</Link>
      </p>
      {open && (
        <PublishDialog
          draft={draft}
          showComplaints={() => navigate(whole)}
          close={() => setOpen(false)}
          done={(state, later) => {
            setOpen(false);
            if (state === "waiting") confirm(t("Se pidió la publicación. Falta que otra persona la apruebe."));
            else confirm(later ? t("La publicación quedó programada.") : t("Se publicó el borrador."));
          }}
        />
      )}
    </>
  );
}
