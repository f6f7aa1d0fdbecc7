/** The site at a glance: what is in force, what is scheduled, the drafts, and the history. */
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { type DraftSummary, type Publication, type SiteOverview, useOpenDraft, useSite } from "../../../api/site";
import { serverClock } from "../../../clock";
import { FormDialog } from "../../../components/form-dialog";
import { Link } from "../../../components/link";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { useDialogDraft } from "../../../dialog-draft";
import { momentPhrase } from "../../../formats";
import { navigate } from "../../../router";
import page from "../../quality/ui/quality.module.css";
import { draftPath, publicationPath } from "../model/addresses";
import { draftStateName, fullMoment } from "../model/phrases";
import { CancelDialog } from "./act-dialogs";
import { History } from "./history";
import { Facts } from "./publication-facts";
import css from "./site.module.css";
import { useSitePermissions } from "../model/use-site-permissions";
import { rich, t } from "../../../i18n/translate";

export function Overview() {
  const { data, error, refetch } = useSite();
  if (error && !data)
    return <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer el sitio.")} />;
  if (!data) return <Loading label={t("Leyendo el sitio…")} />;
  return (
    <>
      <div className={css.top}>
        <InForce site={data} />
        <Drafts drafts={data.drafts} />
      </div>
      <History />
    </>
  );
}

function InForce({ site }: { site: SiteOverview }) {
  const { in_force: current, scheduled } = site;
  return (
    <section className={`panel ${page.sheet}`} aria-labelledby="sitio">
      <header>
        <h1 id="sitio" className={page.grow}>
          {t("Sitio")}
        </h1>
        <span className={page.tag} data-tone="good">
          {t("Vigente")}
        </span>
      </header>
      <p className={css.since}>
        {rich("Rige desde el {moment}.", { moment: <strong>{fullMoment(current.effective_at)}</strong> })}
      </p>
      <Facts publication={current} />
      <p>
        <Link to={publicationPath(current.id)}>{t("Ver esta versión y lo que cambió")}</Link>
      </p>
      {scheduled && <Scheduled publication={scheduled} />}
      {site.two_persons && <p className="quiet small">{t("Cada publicación la aprueba una segunda persona.")}</p>}
    </section>
  );
}

function Scheduled({ publication }: { publication: Publication }) {
  const { mayPublish } = useSitePermissions();
  const [cancelling, setCancelling] = useState(false);
  return (
    <div className={css.scheduled}>
      <p>
        {rich("Otra versión regirá desde el {moment}.", {
          moment: <strong>{fullMoment(publication.effective_at)}</strong>,
        })}{" "}
        {publication.reason}
      </p>
      <p className={page.acts}>
        <Link to={publicationPath(publication.id)}>{t("Ver qué cambiará")}</Link>
        {mayPublish && (
          <Button size="compact-sm" variant="default" onClick={() => setCancelling(true)}>
            {t("Cancelar esta publicación")}
          </Button>
        )}
      </p>
      {cancelling && <CancelDialog publication={publication} close={() => setCancelling(false)} />}
    </div>
  );
}

function Drafts({ drafts }: { drafts: readonly DraftSummary[] }) {
  const { mayEdit } = useSitePermissions();
  const [form, setForm] = useDialogDraft("sitio.borrador", { title: "" });
  return (
    <section className={`panel ${page.sheet}`} aria-labelledby="borradores">
      <header>
        <h2 id="borradores" className={page.grow}>
          {t("Borradores")}
        </h2>
        {mayEdit && <Button onClick={() => setForm({ title: "" })}>{t("Abrir un borrador")}</Button>}
      </header>
      {drafts.length === 0 ? (
        <Empty title={t("No hay borradores abiertos")}>
          {mayEdit
            ? t("Abra uno para cambiar el sitio. Nadie lo oye hasta que se publique.")
            : t("Nadie prepara ahora un cambio del sitio.")}
        </Empty>
      ) : (
        <ul className={page.rows}>
          {drafts.map((draft) => (
            <DraftRow key={draft.id} draft={draft} />
          ))}
        </ul>
      )}
      {form && <OpenDialog title={form.title} setTitle={(title) => setForm({ title })} close={() => setForm(null)} />}
    </section>
  );
}

function DraftRow({ draft }: { draft: DraftSummary }) {
  return (
    <li>
      <span className={css.draft}>
        <Link to={draftPath(draft.id)}>{draft.title}</Link>
        <span className="quiet small">
          {draft.editors.length > 0
            ? t("{editors}. Último cambio {when}.", {
                editors: draft.editors.join(", "),
                when: momentPhrase(draft.updated_at, serverClock.now()),
              })
            : t("Sin cambios aún.")}
        </span>
      </span>
      <span className={page.tag} data-tone={draft.state === "waiting" ? "warn" : undefined}>
        {draftStateName(draft.state)}
      </span>
      {draft.outdated && <span className={page.tag}>{t("Hay una versión más nueva")}</span>}
    </li>
  );
}

const SHORTEST_TITLE = 3;

function OpenDialog({
  title,
  setTitle,
  close,
}: {
  title: string;
  setTitle: (title: string) => void;
  close: () => void;
}) {
  const open = useOpenDraft();
  return (
    <FormDialog
      title={t("Abrir un borrador")}
      submitLabel={t("Abrir")}
      canSubmit={title.trim().length >= SHORTEST_TITLE}
      busy={open.isPending}
      error={open.error}
      onSubmit={() =>
        open.mutate(title.trim(), {
          onSuccess: (draft) => {
            close();
            navigate(draftPath(draft.id));
          },
        })
      }
      onClose={close}
    >
      <p className="quiet">
        {t("Empieza con lo que rige ahora. Otras personas pueden trabajar en él al mismo tiempo.")}
      </p>
      <TextInput
        label={t("Qué va a cambiar")}
        placeholder={t("Horario del 24 de diciembre")}
        value={title}
        maxLength={120}
        autoComplete="off"
        data-first
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
