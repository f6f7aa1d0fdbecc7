/** A draft: its sections in a form, what it changes, what is missing, and its way to being in force. */
import { useState } from "react";
import { useMarkSubjectRead } from "../../../api/notifications";
import { type SiteDraft, useDraft, useDraftRevision, useSiteSchema, useUploadDraftFile } from "../../../api/site";
import { serverClock } from "../../../clock";
import { Confirmation, useConfirmation } from "../../../components/confirmation";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { SegmentedControl } from "../../../components/segmented-control";
import { navigate, useQueryString } from "../../../router";
import page from "../../quality/ui/quality.module.css";
import { draftPath, SITE_PATH, shownField, shownSection } from "../model/addresses";
import { theirsPhrase } from "../model/phrases";
import { type JsonSchema, namesOf } from "../model/schema";
import { sectionGroups } from "../model/sections";
import { useDraftEditing } from "../model/use-draft-editing";
import { useSitePermissions } from "../model/use-site-permissions";
import { ComplaintDraft, ComplaintText } from "../components/complaint-text";
import { ConflictDialog } from "./conflict-dialog";
import { Differences } from "./differences";
import { DraftCallPanel } from "./draft-call";
import { DraftHeader } from "./draft-header";
import { DraftNotices } from "./draft-notices";
import { PreviewedSection } from "./text-preview";
import { SectionEditor } from "./section-editor";
import { SectionNav } from "./section-nav";
import css from "./site.module.css";
import { t } from "../../../i18n/translate";

export function DraftScreen({ id }: { id: string }) {
  const { data, error, refetch } = useDraft(id);
  const schema = useSiteSchema();
  const root = schema.data;
  useMarkSubjectRead("site_draft", id, data !== undefined);
  const failed = error ?? schema.error;
  if (failed && (!data || !root))
    return (
      <Failure
        error={failed}
        retry={() => void Promise.all([refetch(), schema.refetch()])}
        title={t("No se pudo abrir el borrador.")}
      />
    );
  if (!data || !root) return <Loading label={t("Abriendo el borrador…")} />;
  return <DraftWork draft={data} schema={root} />;
}

type View = "edit" | "changes" | "complaints";

function DraftWork({ draft, schema }: { draft: SiteDraft; schema: JsonSchema }) {
  const editing = useDraftEditing(draft);
  useDraftRevision(draft.id, draft);
  const upload = useUploadDraftFile(draft.id);
  const { mayEdit } = useSitePermissions();
  const [view, setView] = useState<View>("edit");
  const query = useQueryString();
  const [target, setTarget] = useState<readonly string[] | null>(() => shownField(query));
  const [dismissed, setDismissed] = useState<unknown>(null);
  const [calling, setCalling] = useState(false);
  const [done, confirm] = useConfirmation();
  const sections = sectionGroups(schema).flatMap((group) => group.sections);
  const asked = shownSection(query);
  const section = sections.includes(asked) ? asked : (sections[0] ?? "");
  const show = (chosen: string) => {
    setTarget(null);
    navigate(`${draftPath(draft.id)}?seccion=${chosen}`, { replace: true });
  };
  const open = (path: readonly string[]) => {
    setView("edit");
    show(path[0] ?? section);
    setTarget([...path]);
  };
  const readOnly = !mayEdit || draft.state !== "open";
  const isLocked = draft.locked_sections.includes(section);
  const conflicts = editing.conflicts;
  return (
    <ComplaintDraft value={{ address: draftPath(draft.id), open }}>
      <section className={`panel ${page.sheet}`} aria-labelledby="borrador">
        <DraftHeader
          draft={draft}
          editing={editing}
          readOnly={readOnly}
          showComplaints={() => setView("complaints")}
          settleConflicts={() => setDismissed(null)}
          call={() => setCalling(true)}
          done={(state, later) => {
            if (state === "waiting") confirm(t("Se pidió la publicación. Falta que otra persona la apruebe."));
            else {
              confirm(later ? t("La publicación quedó programada.") : t("Se publicó el borrador."));
              navigate(SITE_PATH);
            }
          }}
        />
        <Confirmation>{done}</Confirmation>
        <DraftNotices draft={draft} schema={schema} mayUpdate={!readOnly && !editing.pending} />
      </section>
      {calling && <DraftCallPanel draft={draft} pending={editing.pending} close={() => setCalling(false)} />}
      <section className={`panel ${page.sheet}`} aria-label={t("Contenido del borrador")}>
        <SegmentedControl
          label={t("Qué ver")}
          value={view}
          onChange={setView}
          options={[
            ["edit", readOnly ? t("Todo el sitio") : t("Editar")],
            ["changes", t("Cambios ({count})", { count: draft.differences.length })],
            ["complaints", t("Reparos ({count})", { count: draft.complaints.length })],
          ]}
        />
        {view === "edit" && (
          <div className={css.split}>
            <SectionNav
              schema={schema}
              chosen={section}
              choose={show}
              differences={draft.differences}
              complaints={draft.complaints}
            />
            <PreviewedSection draft={draft} section={section} document={editing.document}>
              <SectionEditor
                key={section}
                root={schema}
                section={section}
                document={editing.document}
                complaints={draft.complaints}
                readOnly={readOnly || isLocked}
                notice={isLocked && !readOnly ? t("Estas reglas de seguridad las cambia un administrador.") : ""}
                target={target}
                onChange={editing.change}
                upload={(name, file) => upload.mutateAsync({ name, file })}
              />
            </PreviewedSection>
          </div>
        )}
        {view === "changes" && (
          <Differences
            schema={schema}
            differences={draft.differences}
            empty={t("El borrador dice lo mismo que lo que rige")}
            open={open}
          />
        )}
        {view === "complaints" && <ComplaintList draft={draft} schema={schema} open={open} />}
      </section>
      {conflicts.length > 0 && dismissed !== conflicts && (
        <ConflictDialog
          title={t("Otra persona cambió lo mismo")}
          explanation={t("Mientras usted escribía, otra persona guardó otro valor. Elija cuál queda en cada campo.")}
          schema={schema}
          document={editing.document}
          conflicts={conflicts}
          mineName={t("La suya")}
          theirsName={({ by, at }) => theirsPhrase(by, at, serverClock.now())}
          busy={editing.saving}
          error={null}
          settle={editing.settle}
          close={() => setDismissed(conflicts)}
        />
      )}
    </ComplaintDraft>
  );
}

interface ComplaintListProps {
  draft: SiteDraft;
  schema: JsonSchema;
  open: (path: readonly string[]) => void;
}

function ComplaintList({ draft, schema, open }: ComplaintListProps) {
  if (draft.complaints.length === 0)
    return <Empty title={t("Sin reparos")}>{t("El borrador se puede publicar tal como está.")}</Empty>;
  return (
    <ul className={css.list}>
      {draft.complaints.map((each) => (
        <li key={`${each.path.join("/")} ${each.text}`}>
          <button type="button" className={css.jump} onClick={() => open(each.path)}>
            {namesOf(schema, draft.document, each.path).join(" › ") || t("Todo el sitio")}
          </button>
          <p>
            <ComplaintText complaint={each} />
          </p>
        </li>
      ))}
    </ul>
  );
}
