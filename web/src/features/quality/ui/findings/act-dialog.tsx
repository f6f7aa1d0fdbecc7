/** The dialog of an act on a finding. What is typed survives a reload, a conflict and a lost network. */
import { NativeSelect, Textarea } from "@mantine/core";
import { type Finding, type FindingAct, useActOnFinding, useFindingOptions } from "../../../../api/findings";
import { ApiProblem } from "../../../../api/problem";
import { FormDialog } from "../../../../components/form-dialog";
import { useDialogDraft } from "../../../../dialog-draft";
import { labelOf, useLabels } from "../../../../labels";
import { ACT_PROMPTS, needsText, ownersOf } from "../../model/findings";
import css from "../quality.module.css";
import { t } from "../../../../i18n/translate";

export interface ActDraft {
  act: FindingAct;
  text: string;
  /** Of an assignment. */
  area: string;
  owner: string;
}
const NEW_ACT: ActDraft = { act: "close", text: "", area: "", owner: "" };
export const useActDraft = (finding: string) => useDialogDraft(`hallazgo.acto.${finding}`, NEW_ACT);

interface ActDialogProps {
  finding: Finding;
  draft: ActDraft;
  setDraft: (draft: ActDraft) => void;
  done: () => void;
  close: () => void;
}

export function ActDialog({ finding, draft, setDraft, done, close }: ActDialogProps) {
  const { finding_acts } = useLabels();
  const send = useActOnFinding(finding.id);
  const { act } = draft;
  const text = draft.text.trim();
  const isMoved =
    act !== "assign" || (draft.owner !== "" && draft.owner !== finding.owner) || draft.area !== finding.area;
  const canSubmit = isMoved && (text !== "" || !needsText(act)) && finding.acts.includes(act);
  const problem = send.error instanceof ApiProblem ? send.error : null;
  return (
    <FormDialog
      title={t("{finding_acts}: hallazgo {id}", { finding_acts: labelOf(finding_acts, act), id: finding.id })}
      submitLabel={labelOf(finding_acts, act)}
      canSubmit={canSubmit}
      busy={send.isPending}
      error={send.error}
      onSubmit={() => send.mutate({ ...draft, text, revision: finding.revision }, { onSuccess: done })}
      onClose={close}
    >
      {!finding.acts.includes(act) && (
        <p className={css.note}>
          {t("El hallazgo cambió y este paso ya no se puede. Copie lo que escribió si lo necesita, y cierre.")}
        </p>
      )}
      {act === "assign" && <OwnerFields finding={finding} draft={draft} setDraft={setDraft} problem={problem} />}
      {ACT_PROMPTS[act] ? (
        <Textarea
          label={ACT_PROMPTS[act]}
          value={draft.text}
          onChange={(event) => setDraft({ ...draft, text: event.currentTarget.value })}
          error={problem?.fieldError("text")}
          autosize
          minRows={4}
          maxRows={14}
          maxLength={4000}
          {...(act === "assign" ? {} : { "data-first": true })}
        />
      ) : (
        <p>{act === "close" ? t("Cerrado, solo se puede reabrir.") : t("El responsable puede comenzar la acción.")}</p>
      )}
    </FormDialog>
  );
}

interface OwnerFieldsProps {
  finding: Finding;
  draft: ActDraft;
  setDraft: (draft: ActDraft) => void;
  problem: ApiProblem | null;
}

function OwnerFields({ finding, draft, setDraft, problem }: OwnerFieldsProps) {
  const options = useFindingOptions().data;
  if (!options) return null;
  return (
    <>
      <NativeSelect
        label={t("Área")}
        value={draft.area}
        data={options.areas.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(event) => setDraft({ ...draft, area: event.currentTarget.value })}
        error={problem?.fieldError("area")}
        data-first
      />
      <NativeSelect
        label={t("Responsable")}
        description={t("Ahora: {owner_name}. El último día no cambia.", { owner_name: finding.owner_name })}
        value={draft.owner}
        data={ownersOf(options, draft.area)}
        onChange={(event) => setDraft({ ...draft, owner: event.currentTarget.value })}
        error={problem?.fieldError("owner")}
      />
    </>
  );
}
