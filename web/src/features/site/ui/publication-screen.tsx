/** One publication: when it was in force, what it changed, all that it says, and the way back to it. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { folderAddress, type PublicationDetail, usePublication, useSite, useSiteSchema } from "../../../api/site";
import { serverClock } from "../../../clock";
import { Link } from "../../../components/link";
import { Failure, Loading } from "../../../components/load-states";
import { SegmentedControl } from "../../../components/segmented-control";
import { navigate } from "../../../router";
import page from "../../quality/ui/quality.module.css";
import { SITE_PATH } from "../model/addresses";
import { fullMoment, publicationState, publicationStateName } from "../model/phrases";
import type { JsonSchema } from "../model/schema";
import { useSitePermissions } from "../model/use-site-permissions";
import { CancelDialog, ReturnDialog } from "./act-dialogs";
import { Differences } from "./differences";
import { Facts } from "./publication-facts";
import { SectionEditor } from "./section-editor";
import { SectionNav } from "./section-nav";
import css from "./site.module.css";
import { t } from "../../../i18n/translate";

export function PublicationScreen({ publication }: { publication: number }) {
  const { data, error, refetch } = usePublication(publication);
  const schema = useSiteSchema();
  const failed = error ?? schema.error;
  if (failed && (!data || !schema.data))
    return (
      <Failure
        error={failed}
        retry={() => void Promise.all([refetch(), schema.refetch()])}
        title={t("No se pudo leer esta publicación.")}
      />
    );
  if (!data || !schema.data) return <Loading label={t("Leyendo la publicación…")} />;
  return <PublicationView publication={data} schema={schema.data} />;
}

type View = "differences" | "site";

function PublicationView({ publication, schema }: { publication: PublicationDetail; schema: JsonSchema }) {
  const [view, setView] = useState<View>("differences");
  const [section, setSection] = useState("lines");
  const state = publicationState(publication, serverClock.now());
  return (
    <>
      <section className={`panel ${page.sheet}`} aria-labelledby="publicacion">
        <header>
          <h1 id="publicacion">{t("Publicación del {moment}", { moment: fullMoment(publication.effective_at) })}</h1>
          <span className={`${page.tag} ${page.grow}`} data-tone={state === "in_force" ? "good" : undefined}>
            {publicationStateName(state)}
          </span>
          <Link to={SITE_PATH}>{t("Volver al sitio")}</Link>
        </header>
        <Facts publication={publication} />
        <Acts publication={publication} />
      </section>
      <section className={`panel ${page.sheet}`} aria-label={t("Contenido de la publicación")}>
        <SegmentedControl
          label={t("Qué ver")}
          value={view}
          onChange={setView}
          options={[
            ["differences", t("Qué cambió")],
            ["site", t("Todo el sitio")],
          ]}
        />
        {view === "differences" ? (
          <Differences
            schema={schema}
            differences={publication.differences ?? []}
            empty={
              publication.differences
                ? t("No cambió nada frente a la anterior")
                : t("Es la primera publicación: no hay otra con qué compararla")
            }
          />
        ) : (
          <div className={css.split}>
            <SectionNav
              schema={schema}
              chosen={section}
              choose={setSection}
              differences={publication.differences ?? []}
              complaints={[]}
            />
            <SectionEditor
              root={schema}
              section={section}
              document={publication.document}
              complaints={[]}
              readOnly
              target={null}
              onChange={() => undefined}
            />
          </div>
        )}
      </section>
    </>
  );
}

function Acts({ publication }: { publication: PublicationDetail }) {
  const { mayPublish } = useSitePermissions();
  const site = useSite().data;
  const [open, setOpen] = useState<"return" | "cancel" | null>(null);
  const state = publicationState(publication, serverClock.now());
  const current = site?.in_force;
  const mayReturn = mayPublish && current !== undefined && state === "past" && current.version !== publication.version;
  return (
    <p className={page.acts}>
      <Button component="a" variant="default" href={folderAddress(publication.id)} download>
        {t("Exportar la carpeta (ZIP)")}
      </Button>
      {mayReturn && (
        <Button variant="default" onClick={() => setOpen("return")}>
          {t("Volver a esta versión")}
        </Button>
      )}
      {mayPublish && state === "scheduled" && (
        <Button variant="default" onClick={() => setOpen("cancel")}>
          {t("Cancelar esta publicación")}
        </Button>
      )}
      {open === "return" && current && (
        <ReturnDialog
          publication={publication}
          expected={current.id}
          close={() => setOpen(null)}
          done={() => navigate(SITE_PATH)}
        />
      )}
      {open === "cancel" && <CancelDialog publication={publication} close={() => setOpen(null)} />}
    </p>
  );
}
