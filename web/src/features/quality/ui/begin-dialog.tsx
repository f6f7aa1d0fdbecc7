/** The dialog that begins an evaluation outside the sample: what, of which kind, and what a follow-up follows. */
import { NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { type NewEvaluation, useBeginEvaluation } from "../../../api/evaluations";
import { ApiProblem } from "../../../api/problem";
import { FormDialog } from "../../../components/form-dialog";
import { Link } from "../../../components/link";
import { useLabels } from "../../../labels";
import { navigate } from "../../../router";
import { evaluationPath } from "../model/evaluation-labels";
import { t } from "../../../i18n/translate";

type Kind = NewEvaluation["kind"];
/** The sample has its own button, and a calibration its own session. */
const KINDS: readonly Kind[] = ["focused", "new", "side_by_side", "follow_up"];
const ITEM_LABELS = {
  phone: [t("Id de la llamada"), t("El de la página de la llamada, en «Detalles técnicos».")],
  written: [t("Número del ticket"), t("Con o sin guiones.")],
} as const;

interface BeginDialogProps {
  /** The call or the ticket; without it, the dialog asks. */
  subject?: Pick<NewEvaluation, "channel" | "item">;
  close: () => void;
}

export function BeginDialog({ subject, close }: BeginDialogProps) {
  const { evaluation_kinds, evaluation_channels } = useLabels();
  const [channel, setChannel] = useState<NewEvaluation["channel"]>(subject?.channel ?? "phone");
  const [item, setItem] = useState(subject?.item ?? "");
  const [kind, setKind] = useState<Kind>("focused");
  const [follows, setFollows] = useState("");
  const begin = useBeginEvaluation();
  const [label, hint] = ITEM_LABELS[channel];
  const ready = item.trim() !== "" && (kind !== "follow_up" || follows.trim() !== "");
  const submit = () =>
    begin.mutate(
      { kind, channel, item: item.trim(), ...(kind === "follow_up" ? { follows: follows.trim() } : {}) },
      { onSuccess: ({ id }) => navigate(evaluationPath(id)) },
    );
  return (
    <FormDialog
      title={
        subject
          ? channel === "phone"
            ? t("Evaluar esta llamada")
            : t("Evaluar esta respuesta")
          : t("Evaluar fuera de la muestra")
      }
      submitLabel={t("Comenzar")}
      canSubmit={ready}
      busy={begin.isPending}
      error={begin.error}
      onSubmit={submit}
      onClose={close}
    >
      <p>{t("No cuenta en los indicadores: de ellos solo hacen parte las de la muestra.")}</p>
      {!subject && (
        <>
          <NativeSelect
            label={t("Canal")}
            value={channel}
            data={[
              { value: "phone", label: evaluation_channels.phone },
              { value: "written", label: evaluation_channels.written },
            ]}
            onChange={(event) => setChannel(event.currentTarget.value as NewEvaluation["channel"])}
          />
          <TextInput
            label={label}
            description={hint}
            required
            maxLength={64}
            value={item}
            onChange={(event) => setItem(event.currentTarget.value)}
            data-first
          />
        </>
      )}
      <NativeSelect
        label={t("Clase")}
        value={kind}
        data={KINDS.map((value) => ({ value, label: evaluation_kinds[value] }))}
        onChange={(event) => setKind(event.currentTarget.value as Kind)}
        data-first
      />
      {kind === "follow_up" && (
        <TextInput
          label={t("Evaluación a la que sigue")}
          description={t("Su número, como 2026-0012: firmada y del mismo asesor.")}
          required
          maxLength={14}
          value={follows}
          onChange={(event) => setFollows(event.currentTarget.value)}
        />
      )}
      <TakenLink error={begin.error} />
    </FormDialog>
  );
}

/** The way to the evaluation that another evaluator has of the same item. */
export function TakenLink({ error }: { error: unknown }) {
  const id = error instanceof ApiProblem ? (error.body as { evaluation?: unknown }).evaluation : undefined;
  if (typeof id !== "string") return null;
  return (
    <p>
      <Link to={evaluationPath(id)}>{t("Ver la evaluación {id}", { id })}</Link>
    </p>
  );
}
