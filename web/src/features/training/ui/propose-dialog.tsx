/** The form of a proposal: a course, for whom, and its origin, which a finding or a coaching fills in. */
import { NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { ApiProblem } from "../../../api/problem";
import { type TrainingProposal, useCourses, useProposeTraining, useTrainingOptions } from "../../../api/training";
import { FormDialog } from "../../../components/form-dialog";
import { labelOf, optionsOf, useLabels } from "../../../labels";
import { t } from "../../../i18n/translate";

export interface ProposalOrigin {
  source: TrainingProposal["source"];
  reference: string;
  /** The advisor whom it is about; empty if unknown. */
  advisor?: string;
}

interface ProposeDialogProps {
  /** Undefined to choose one. */
  origin?: ProposalOrigin | undefined;
  done: (proposal: TrainingProposal) => void;
  close: () => void;
}

export function ProposeDialog({ origin, done, close }: ProposeDialogProps) {
  const { training_proposal_sources } = useLabels();
  const courses = (useCourses().data?.courses ?? []).filter((each) => !each.retired);
  const options = useTrainingOptions().data;
  const [form, setForm] = useState({
    course: "",
    source: origin?.source ?? ("manual" as const),
    reference: origin?.reference ?? "",
    whom: origin?.advisor ? `advisor:${origin.advisor}` : "",
  });
  const propose = useProposeTraining();
  const problem = propose.error instanceof ApiProblem ? propose.error : null;
  const [kind, id] = form.whom.split(":");
  const body = {
    course: form.course,
    source: form.source,
    reference: form.source === "manual" ? null : form.reference.trim(),
    advisor: kind === "advisor" ? (id ?? null) : null,
    queue: kind === "queue" ? (id ?? null) : null,
  };
  const people = [
    ...(options?.advisors ?? []).map((each) => ({ value: `advisor:${each.id}`, label: each.name })),
    ...(options?.queues ?? []).map((each) => ({
      value: `queue:${each.id}`,
      label: t("Asesores de {name}", { name: each.name }),
    })),
  ];
  return (
    <FormDialog
      title={t("Proponer una capacitación")}
      submitLabel={t("Proponer")}
      canSubmit={Boolean(form.course && form.whom && (form.source === "manual" || form.reference.trim()))}
      busy={propose.isPending}
      error={propose.error}
      onSubmit={() => propose.mutate(body, { onSuccess: done })}
      onClose={close}
    >
      {origin && (
        <p>
          {t("Origen: {training_proposal_sources} {reference}", {
            training_proposal_sources: labelOf(training_proposal_sources, origin.source).toLowerCase(),
            reference: origin.reference,
          })}
        </p>
      )}
      <NativeSelect
        label={t("Tema")}
        data={[{ value: "", label: t("Elija") }, ...courses.map((each) => ({ value: each.id, label: each.title }))]}
        value={form.course}
        onChange={(event) => setForm({ ...form, course: event.currentTarget.value })}
        error={problem?.fieldError("course")}
        data-first
      />
      <NativeSelect
        label={t("Para")}
        data={[{ value: "", label: t("Elija") }, ...people]}
        value={form.whom}
        onChange={(event) => setForm({ ...form, whom: event.currentTarget.value })}
        error={problem?.fieldError("advisor")}
      />
      {!origin && (
        <OriginFields
          source={form.source}
          reference={form.reference}
          onChange={(source, reference) => setForm({ ...form, source, reference })}
          error={problem?.fieldError("reference")}
        />
      )}
    </FormDialog>
  );
}

interface OriginFieldsProps {
  source: TrainingProposal["source"];
  reference: string;
  onChange: (source: TrainingProposal["source"], reference: string) => void;
  error: string | undefined;
}

function OriginFields({ source, reference, onChange, error }: OriginFieldsProps) {
  const { training_proposal_sources, error_families } = useLabels();
  return (
    <>
      <NativeSelect
        label={t("Origen")}
        data={optionsOf(training_proposal_sources)}
        value={source}
        onChange={(event) => onChange(event.currentTarget.value as typeof source, "")}
      />
      {source === "error" ? (
        <NativeSelect
          label={t("Familia de errores")}
          data={[{ value: "", label: t("Elija") }, ...optionsOf(error_families)]}
          value={reference}
          onChange={(event) => onChange(source, event.currentTarget.value)}
          error={error}
        />
      ) : (
        source !== "manual" && (
          <TextInput
            label={source === "finding" ? t("Número del hallazgo") : t("Número del acompañamiento")}
            placeholder="2026-0001"
            value={reference}
            onChange={(event) => onChange(source, event.currentTarget.value)}
            error={error}
          />
        )
      )}
    </>
  );
}
