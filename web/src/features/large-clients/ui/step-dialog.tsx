/** The dialog of an act on a novelty. What is typed survives a reload, a conflict and a lost network. */
import { DateField } from "../../../components/date-field/date-field";
import { Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type Novelty, type NoveltyStep, useNoveltyOptions, useStepNovelty } from "../../../api/large-clients";
import { ApiProblem } from "../../../api/problem";
import { accountQuery } from "../../../api/queries";
import { serverClock } from "../../../clock";
import { FormDialog } from "../../../components/form-dialog";
import { useDialogDraft } from "../../../dialog-draft";
import { countPhrase } from "../../../formats";
import { labelOf, useLabels } from "../../../labels";
import { localDay } from "../../oversight/model/indicator-view";
import css from "../../quality/ui/quality.module.css";
import { STEP_PROMPTS } from "../model/novelties";
import { t } from "../../../i18n/translate";

export interface StepDraft {
  act: NoveltyStep["act"];
  recipient: NoveltyStep["recipient"];
  /** Empty for today. */
  on: string;
  text: string;
}
const NEW_STEP: StepDraft = { act: "note", recipient: null, on: "", text: "" };
export const useStepDraft = (novelty: string) => useDialogDraft(`novedad.paso.${novelty}`, NEW_STEP);

interface StepDialogProps {
  novelty: Novelty;
  draft: StepDraft;
  setDraft: (draft: StepDraft) => void;
  done: () => void;
  close: () => void;
}

export function StepDialog({ novelty, draft, setDraft, done, close }: StepDialogProps) {
  const { novelty_acts } = useLabels();
  const send = useStepNovelty(novelty.id);
  const writes = useQuery(accountQuery).data?.permissions.includes("client_novelty.write") ?? false;
  const { act, recipient } = draft;
  const step = novelty.steps.find((each) => each.act === act && each.recipient === recipient);
  const text = draft.text.trim();
  const prompt = STEP_PROMPTS[act];
  const label = [labelOf(novelty_acts, act), step?.recipient_name].filter(Boolean).join(": ");
  const problem = send.error instanceof ApiProblem ? send.error : null;
  const hasDay = writes && act !== "note" && act !== "annul" && act !== "reopen";
  const submit = () =>
    send.mutate(
      { act, recipient, on: draft.on || null, text, revision: novelty.revision, confirms: !writes },
      { onSuccess: done },
    );
  return (
    <FormDialog
      title={t("Novedad {id}", { id: novelty.id })}
      submitLabel={label}
      canSubmit={step !== undefined && (text !== "" || prompt === "")}
      busy={send.isPending}
      error={send.error}
      onSubmit={submit}
      onClose={close}
    >
      {!step && (
        <p className={css.note}>
          {t("La novedad cambió y este paso ya no se puede. Copie lo que escribió si lo necesita, y cierre.")}
        </p>
      )}
      {act === "send" && recipient && <SendingTerms recipient={recipient} />}
      {hasDay && (
        <DateField
          label={t("Día, si no es hoy")}
          min={novelty.found_on}
          max={localDay(serverClock.now())}
          value={draft.on}
          onChange={(day) => setDraft({ ...draft, on: day })}
          error={problem?.fieldError("on")}
          {...(prompt ? {} : { "data-first": true })}
        />
      )}
      {prompt && (
        <Textarea
          label={prompt}
          value={draft.text}
          onChange={(event) => setDraft({ ...draft, text: event.currentTarget.value })}
          error={problem?.fieldError("text")}
          autosize
          minRows={4}
          maxRows={14}
          maxLength={8000}
          data-first
        />
      )}
      {!hasDay && !prompt && <p>{t("Queda con su nombre y la hora.")}</p>}
    </FormDialog>
  );
}

function SendingTerms({ recipient }: { recipient: NonNullable<NoveltyStep["recipient"]> }) {
  const rules = useNoveltyOptions().data?.recipients.find(({ id }) => id === recipient);
  if (!rules) return null;
  const days = (value: number) => countPhrase(value, "día hábil", "días hábiles");
  return (
    <p>
      {rules.has_mail
        ? t(
            "Sale por correo con lo que se encontró. Se espera el acuse en {receipt_days} y la respuesta en {answer_days}.",
            { receipt_days: days(rules.receipt_days), answer_days: days(rules.answer_days) },
          )
        : t(
            "El sitio no tiene correo de este destinatario: entréguela usted y queda la fecha. Se espera el acuse en {receipt_days} y la respuesta en {answer_days}.",
            { receipt_days: days(rules.receipt_days), answer_days: days(rules.answer_days) },
          )}
    </p>
  );
}
