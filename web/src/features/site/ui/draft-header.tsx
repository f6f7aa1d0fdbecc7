/** The head of a draft: who works in it, whether all is saved, and what may be done with it. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { type SiteDraft, useDiscardDraft } from "../../../api/site";
import { serverClock } from "../../../clock";
import { announce } from "../../../components/announcer";
import { FormDialog } from "../../../components/form-dialog";
import { Link } from "../../../components/link";
import { Failure } from "../../../components/load-states";
import { momentPhrase } from "../../../formats";
import { navigate } from "../../../router";
import page from "../../quality/ui/quality.module.css";
import { SITE_PATH } from "../model/addresses";
import { draftStateName } from "../model/phrases";
import type { DraftEditing } from "../model/use-draft-editing";
import { PublishDialog } from "./publish-dialog";
import css from "./site.module.css";
import { t } from "../../../i18n/translate";

interface DraftHeaderProps {
  draft: SiteDraft;
  editing: DraftEditing;
  readOnly: boolean;
  showComplaints: () => void;
  settleConflicts: () => void;
  call: () => void;
  done: (state: "published" | "waiting", later: boolean) => void;
}

export function DraftHeader(props: DraftHeaderProps) {
  const { draft, editing, readOnly, done } = props;
  const [open, setOpen] = useState<"publish" | "discard" | null>(null);
  return (
    <>
      <header>
        <h1 id="borrador">{draft.title}</h1>
        <span className={`${page.tag} ${page.grow}`} data-tone={draft.state === "waiting" ? "warn" : undefined}>
          {draftStateName(draft.state)}
        </span>
        <Link to={SITE_PATH}>{t("Volver al sitio")}</Link>
      </header>
      {draft.editors.length > 0 && (
        <p className="quiet small">{t("Lo han cambiado: {editors}.", { editors: draft.editors.join(", ") })}</p>
      )}
      {!readOnly && (
        <div className={css.bar}>
          <SaveStatus {...props} />
          <Button variant="default" disabled={!editing.undo} onClick={() => editing.undo?.()}>
            {t("Deshacer")}
          </Button>
          <Button variant="default" onClick={() => setOpen("discard")}>
            {t("Descartar…")}
          </Button>
          <Button variant="default" onClick={props.call}>
            {t("Llamar al borrador")}
          </Button>
          <Button disabled={editing.pending} onClick={() => setOpen("publish")}>
            {t("Publicar…")}
          </Button>
        </div>
      )}
      {editing.error && (
        <Failure error={editing.error} retry={editing.save} title={t("No se guardó lo último que escribió.")} />
      )}
      {open === "publish" && (
        <PublishDialog
          draft={draft}
          showComplaints={() => {
            setOpen(null);
            props.showComplaints();
          }}
          close={() => setOpen(null)}
          done={(state, later) => {
            setOpen(null);
            done(state, later);
          }}
        />
      )}
      {open === "discard" && <DiscardDialog draft={draft} close={() => setOpen(null)} />}
    </>
  );
}

function SaveStatus({ draft, editing, settleConflicts }: DraftHeaderProps) {
  if (editing.conflicts.length > 0)
    return (
      <span className={css.status}>
        <Button size="compact-sm" variant="light" onClick={settleConflicts}>
          {t("Otra persona cambió lo mismo: elija qué queda")}
        </Button>
      </span>
    );
  return (
    <span className={`quiet ${css.status}`} role="status">
      {editing.error
        ? t("Sin guardar.")
        : editing.pending
          ? t("Guardando…")
          : t("Todo está guardado. Último cambio {when}.", {
              when: momentPhrase(draft.updated_at, serverClock.now()),
            })}
    </span>
  );
}

function DiscardDialog({ draft, close }: { draft: SiteDraft; close: () => void }) {
  const discard = useDiscardDraft(draft.id);
  return (
    <FormDialog
      title={t("Descartar «{title}»", { title: draft.title })}
      submitLabel={t("Descartar el borrador")}
      canSubmit
      busy={discard.isPending}
      error={discard.error}
      onSubmit={() =>
        discard.mutate(undefined, {
          onSuccess: () => {
            announce(t("Se descartó el borrador."));
            navigate(SITE_PATH);
          },
        })
      }
      onClose={close}
    >
      <p>{t("Sus cambios no se publican y el borrador no se puede abrir de nuevo. Lo que rige no cambia.")}</p>
    </FormDialog>
  );
}
