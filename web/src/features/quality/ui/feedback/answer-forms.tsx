/** The advisor's answer to an evaluation: accept it, or refute it with a text, the disputed criteria and a file. */
import { Button, Checkbox, FileButton, Textarea } from "@mantine/core";
import { type FormEvent, useRef } from "react";
import {
  type EvaluationDetail,
  ownFileUrl,
  useAcceptEvaluation,
  useAttachRefutationFile,
  useOwnFiles,
  useRefuteEvaluation,
} from "../../../../api/feedback";
import { ApiProblem } from "../../../../api/problem";
import { announce } from "../../../../components/announcer";
import { Failure } from "../../../../components/load-states";
import { useDialogDraft } from "../../../../dialog-draft";
import { failedCriteria, fileOf } from "../../model/feedback";
import css from "../quality.module.css";
import { t } from "../../../../i18n/translate";

interface AnswerFormsProps {
  evaluation: EvaluationDetail;
  /** Called with what was done. */
  done: (text: string) => void;
  reread: () => void;
}

interface AnswerDraft {
  act: "accept" | "refute";
  text: string;
  criteria: string[];
}
const NO_DRAFT: AnswerDraft = { act: "accept", text: "", criteria: [] };

export function AnswerForms({ evaluation, done, reread }: AnswerFormsProps) {
  const [draft, setDraft] = useDialogDraft<AnswerDraft>(`evaluacion.${evaluation.id}`, NO_DRAFT);
  const form = useRef<HTMLFormElement>(null);
  const may = evaluation.acts;
  if (!may.includes("accept") && !may.includes("refute")) return null;
  const open = (act: AnswerDraft["act"]) => {
    setDraft({ ...(draft ?? NO_DRAFT), act });
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("textarea")?.focus());
  };
  const finish = (text: string) => {
    setDraft(null);
    done(text);
  };
  const shown = draft && may.includes(draft.act) ? draft : null;
  return (
    <>
      <p className={css.acts}>
        {may.includes("accept") && (
          <Button variant={shown?.act === "accept" ? "light" : "filled"} onClick={() => open("accept")}>
            {t("Aceptar")}
          </Button>
        )}
        {may.includes("refute") && (
          <Button variant={shown?.act === "refute" ? "light" : "default"} onClick={() => open("refute")}>
            {t("Refutar")}
          </Button>
        )}
      </p>
      {shown?.act === "accept" && (
        <AcceptForm
          ref={form}
          evaluation={evaluation}
          draft={shown}
          edit={setDraft}
          done={() => finish(t("Aceptó la evaluación."))}
          reread={reread}
        />
      )}
      {shown?.act === "refute" && (
        <RefuteForm
          ref={form}
          evaluation={evaluation}
          draft={shown}
          edit={setDraft}
          done={() => finish(t("Refutó la evaluación. Otra persona la decide."))}
          reread={reread}
        />
      )}
    </>
  );
}

interface AnswerFormProps {
  ref: React.Ref<HTMLFormElement>;
  evaluation: EvaluationDetail;
  draft: AnswerDraft;
  edit: (draft: AnswerDraft | null) => void;
  done: () => void;
  reread: () => void;
}

function AcceptForm({ ref, evaluation, draft, edit, done, reread }: AnswerFormProps) {
  const accept = useAcceptEvaluation(evaluation.id);
  const send = (event: FormEvent) => {
    event.preventDefault();
    accept.mutate({ round: evaluation.round, commitment: draft.text.trim() }, { onSuccess: done });
  };
  return (
    <form ref={ref} className={css.fields} onSubmit={send} noValidate aria-label={t("Aceptar la evaluación")}>
      <Textarea
        label={t("A qué se compromete (opcional)")}
        description={t("Lo leen quien evaluó y la coordinación. Después de aceptar no se cambia.")}
        value={draft.text}
        onChange={(event) => edit({ ...draft, text: event.currentTarget.value })}
        autosize
        minRows={2}
        maxRows={10}
        maxLength={4000}
      />
      <AnswerFailure error={accept.error} reread={reread} />
      <p className={css.acts}>
        <Button type="submit" loading={accept.isPending}>
          {t("Aceptar la evaluación")}
        </Button>
        <Button variant="default" onClick={() => edit(null)}>
          {t("Cancelar")}
        </Button>
      </p>
    </form>
  );
}

function RefuteForm({ ref, evaluation, draft, edit, done, reread }: AnswerFormProps) {
  const refute = useRefuteEvaluation(evaluation.id);
  const canSubmit = draft.text.trim() !== "";
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (canSubmit)
      refute.mutate(
        { round: evaluation.round, text: draft.text.trim(), criteria: draft.criteria },
        { onSuccess: done },
      );
  };
  const toggle = (id: string, chosen: boolean) =>
    edit({ ...draft, criteria: chosen ? [...draft.criteria, id] : draft.criteria.filter((each) => each !== id) });
  return (
    <form ref={ref} className={css.fields} onSubmit={send} noValidate aria-label={t("Refutar la evaluación")}>
      <Textarea
        label={t("Por qué no está de acuerdo")}
        description={t("Lo leen quien evaluó y quien decide, que es otra persona. Lo que envíe no se cambia.")}
        value={draft.text}
        onChange={(event) => edit({ ...draft, text: event.currentTarget.value })}
        autosize
        minRows={4}
        maxRows={14}
        maxLength={4000}
      />
      {failedCriteria(evaluation).length > 0 && (
        <fieldset className={css.choices}>
          <legend>{t("Con qué criterios no está de acuerdo")}</legend>
          {failedCriteria(evaluation).map((each) => (
            <Checkbox
              key={each.id}
              label={each.name}
              checked={draft.criteria.includes(each.id)}
              onChange={(event) => toggle(each.id, event.currentTarget.checked)}
            />
          ))}
        </fieldset>
      )}
      <RefutationFile evaluation={evaluation} />
      <AnswerFailure error={refute.error} reread={reread} />
      <p className={css.acts}>
        <Button type="submit" loading={refute.isPending} disabled={!canSubmit}>
          {t("Enviar la refutación")}
        </Button>
        <Button variant="default" onClick={() => edit(null)}>
          {t("Cancelar")}
        </Button>
      </p>
    </form>
  );
}

/** The file that supports a refutation. It is stored at once, so a reload keeps it; another one replaces it. */
function RefutationFile({ evaluation }: { evaluation: EvaluationDetail }) {
  const { data } = useOwnFiles(evaluation.id);
  const attach = useAttachRefutationFile(evaluation.id, evaluation.round);
  const stored = fileOf(data?.files, evaluation.round);
  const put = (file: File | null) =>
    file &&
    attach.mutate(file, {
      onSuccess: ({ name, waits }) =>
        announce(waits ? t("{name} espera al antivirus", { name }) : t("{name} quedó adjunto", { name })),
    });
  return (
    <div className={css.fields}>
      <p className={css.acts}>
        <FileButton onChange={put}>
          {(props) => (
            <Button {...props} variant="default" loading={attach.isPending}>
              {stored ? t("Cambiar el archivo") : t("Adjuntar un archivo")}
            </Button>
          )}
        </FileButton>
        {stored && (
          <a href={ownFileUrl(evaluation.id, evaluation.round)} download>
            {stored.name}
          </a>
        )}
        {stored?.waits && (
          <span className="quiet small">{t("El antivirus lo examina antes de que alguien lo abra.")}</span>
        )}
        {!stored && (
          <span className="quiet small">{t("Opcional; uno solo. El antivirus lo revisa antes de guardarlo.")}</span>
        )}
      </p>
      {attach.error && <Failure error={attach.error} title={t("No se adjuntó.")} />}
    </div>
  );
}

/** The failure of an answer; after a correction, a button that reads the new version, which keeps what was typed. */
function AnswerFailure({ error, reread }: { error: unknown; reread: () => void }) {
  if (!error) return null;
  const wasCorrected = error instanceof ApiProblem && error.code === "evaluation_round_changed";
  return (
    <>
      <Failure error={error} />
      {wasCorrected && (
        <p className={css.acts}>
          <Button variant="default" onClick={reread}>
            {t("Leer la versión nueva")}
          </Button>
          <span className="quiet small">{t("Lo que escribió se conserva.")}</span>
        </p>
      )}
    </>
  );
}
