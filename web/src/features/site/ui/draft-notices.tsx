/** What a person must know about a draft: that it waits for an approval, or that a newer version is in force. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { type SiteConflict, type SiteDraft, siteConflicts, useApproveDraft, useUpdateDraft } from "../../../api/site";
import { serverClock } from "../../../clock";
import { announce } from "../../../components/announcer";
import { Failure } from "../../../components/load-states";
import { momentPhrase } from "../../../formats";
import { navigate } from "../../../router";
import page from "../../quality/ui/quality.module.css";
import { SITE_PATH } from "../model/addresses";
import { fullMoment } from "../model/phrases";
import type { JsonSchema } from "../model/schema";
import { useSitePermissions } from "../model/use-site-permissions";
import { RefuseDialog } from "./act-dialogs";
import { ConflictDialog } from "./conflict-dialog";
import css from "./site.module.css";
import { rich, t } from "../../../i18n/translate";

interface DraftNoticesProps {
  draft: SiteDraft;
  schema: JsonSchema;
  mayUpdate: boolean;
}

export function DraftNotices({ draft, schema, mayUpdate }: DraftNoticesProps) {
  return (
    <>
      {draft.state === "waiting" && draft.publication && <Waiting draft={draft} />}
      {draft.state === "open" && draft.refusal && (
        <p className={css.scheduled}>
          {rich("{who} no lo publicó, {when}: {reason}", {
            who: <strong>{draft.refusal.by}</strong>,
            when: momentPhrase(draft.refusal.at, serverClock.now()),
            reason: draft.refusal.reason,
          })}
        </p>
      )}
      {draft.outdated && draft.state === "open" && <Outdated draft={draft} schema={schema} mayUpdate={mayUpdate} />}
    </>
  );
}

function Waiting({ draft }: { draft: SiteDraft }) {
  const { mayPublish } = useSitePermissions();
  const approve = useApproveDraft(draft.id);
  const [refusing, setRefusing] = useState(false);
  const request = draft.publication;
  if (!request) return null;
  const when = request.effective_at ? t("desde el {moment}", { moment: fullMoment(request.effective_at) }) : t("ya");
  return (
    <div className={css.scheduled}>
      <p>
        {rich("{who} pidió publicarlo {when}: {reason}", {
          who: <strong>{request.own ? t("Usted") : request.requested_by}</strong>,
          when,
          reason: request.reason,
        })}
      </p>
      {(mayPublish || request.own) && (
        <p className={page.acts}>
          {!request.own && (
            <Button
              loading={approve.isPending}
              onClick={() =>
                approve.mutate(undefined, {
                  onSuccess: () => {
                    announce(t("Se aprobó la publicación."));
                    navigate(SITE_PATH);
                  },
                })
              }
            >
              {t("Aprobar y publicar")}
            </Button>
          )}
          <Button variant="default" onClick={() => setRefusing(true)}>
            {request.own ? t("Retirar la solicitud…") : t("No publicar…")}
          </Button>
        </p>
      )}
      {approve.error && <Failure error={approve.error} />}
      {refusing && <RefuseDialog draft={draft} close={() => setRefusing(false)} />}
    </div>
  );
}

function Outdated({ draft, schema, mayUpdate }: DraftNoticesProps) {
  const update = useUpdateDraft(draft.id);
  const [conflicts, setConflicts] = useState<readonly SiteConflict[]>([]);
  const bring = (choices: { path: string[]; take: "mine" | "theirs" }[]) =>
    update.mutate(choices, {
      onSuccess: () => {
        setConflicts([]);
        announce(t("El borrador parte ahora de lo que rige."));
      },
      onError: (error) => setConflicts(siteConflicts(error)),
    });
  return (
    <div className={css.scheduled}>
      <p>
        {t("Desde que se abrió este borrador se publicó otra versión. Tráigala antes de publicar; sus cambios quedan.")}
      </p>
      {mayUpdate && (
        <p className={page.acts}>
          <Button variant="default" loading={update.isPending} onClick={() => bring([])}>
            {t("Traer lo que rige")}
          </Button>
        </p>
      )}
      {update.error && conflicts.length === 0 && <Failure error={update.error} />}
      {conflicts.length > 0 && (
        <ConflictDialog
          title={t("Cambios en los mismos campos")}
          explanation={t("La versión que rige y el borrador cambiaron lo mismo. Elija qué queda en cada campo.")}
          schema={schema}
          document={draft.document}
          conflicts={conflicts}
          mineName={t("La del borrador")}
          theirsName={() => t("La que rige")}
          busy={update.isPending}
          error={null}
          settle={(sides) =>
            bring(conflicts.map(({ path }, index) => ({ path: [...path], take: sides[index] ?? "theirs" })))
          }
          close={() => setConflicts([])}
        />
      )}
    </div>
  );
}
