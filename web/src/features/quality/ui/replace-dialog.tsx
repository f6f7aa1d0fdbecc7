/** The dialog that replaces an item which cannot be evaluated, with a reason of the site. */
import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import { ApiProblem } from "../../../api/problem";
import { type Sample, type SampleItem, useReplaceItem } from "../../../api/samples";
import { FormDialog } from "../../../components/form-dialog";
import { t } from "../../../i18n/translate";

/** Codes of errors that another reason may solve. */
const REASON_CODES = ["replacement_reason_unknown", "item_already_replaced"];

interface ReplaceDialogProps {
  sample: Sample;
  item: SampleItem;
  /** Called with the changed sample. */
  done: (changed: Sample) => void;
  close: () => void;
}

export function ReplaceDialog({ sample, item, done, close }: ReplaceDialogProps) {
  const [reason, setReason] = useState("");
  const replace = useReplaceItem(sample.summary.id);
  const problem = replace.error instanceof ApiProblem ? replace.error : null;
  const ofReason = problem && (REASON_CODES.includes(problem.code) ? problem.message : problem.fieldError("reason"));
  const [noun, next] =
    sample.summary.channel === "phone" ? [t("La llamada"), t("la siguiente")] : [t("El ticket"), t("el siguiente")];
  return (
    <FormDialog
      title={t("Reemplazar {item}", { item: item.item })}
      submitLabel={t("Reemplazar")}
      canSubmit={reason !== ""}
      busy={replace.isPending}
      error={ofReason ? null : replace.error}
      onSubmit={() => replace.mutate({ item: item.item, reason }, { onSuccess: done })}
      onClose={close}
    >
      <p>
        {t(
          "{noun} sale de la muestra y entra {next} de su estrato en el orden del sorteo. Queda en el registro con su nombre y el motivo, y no se deshace.",
          { noun, next },
        )}
      </p>
      <NativeSelect
        label={t("Motivo")}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        data={[
          { value: "", label: t("Elija un motivo") },
          ...sample.reasons.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        error={ofReason}
        errorProps={{ role: "alert" }}
        data-first
      />
    </FormDialog>
  );
}
