/** The dialog in which an unsigned evaluation is given up, with a reason. */
import { Textarea } from "@mantine/core";
import { useDiscardEvaluation } from "../../../../api/evaluations";
import { announce } from "../../../../components/announcer";
import { FormDialog } from "../../../../components/form-dialog";
import { useState } from "react";
import { t } from "../../../../i18n/translate";

export function DiscardDialog({ id, done, close }: { id: string; done: () => void; close: () => void }) {
  const [reason, setReason] = useState("");
  const discard = useDiscardEvaluation(id);
  const finish = () => {
    announce(t("La evaluación {id} se descartó.", { id }));
    done();
  };
  return (
    <FormDialog
      title={t("Descartar la evaluación {id}", { id })}
      submitLabel={t("Descartar")}
      canSubmit={reason.trim() !== ""}
      busy={discard.isPending}
      error={discard.error}
      onSubmit={() => discard.mutate(reason.trim(), { onSuccess: finish })}
      onClose={close}
    >
      <p>{t("Lo escrito se conserva con el motivo, y otra persona puede evaluar lo mismo. No se deshace.")}</p>
      <Textarea
        label={t("Motivo")}
        required
        autosize
        minRows={2}
        maxLength={4000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        data-first
      />
    </FormDialog>
  );
}
