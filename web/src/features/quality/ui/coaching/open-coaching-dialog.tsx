/** Open a coaching by hand, about a signed evaluation. */
import { TextInput } from "@mantine/core";
import { useState } from "react";
import { useOpenCoaching } from "../../../../api/coaching";
import { announce } from "../../../../components/announcer";
import { FormDialog } from "../../../../components/form-dialog";
import { navigate } from "../../../../router";
import { coachingPath } from "../../model/coaching";
import { t } from "../../../../i18n/translate";

const NUMBER = /^\d{4}-\d{4,9}$/;

export function OpenCoachingDialog({ close }: { close: () => void }) {
  const [evaluation, setEvaluation] = useState("");
  const open = useOpenCoaching();
  const submit = () =>
    open.mutate(evaluation.trim(), {
      onSuccess: ({ id }) => {
        announce(t("Acompañamiento {id} abierto", { id }));
        navigate(coachingPath(id));
      },
    });
  return (
    <FormDialog
      title={t("Abrir un acompañamiento")}
      submitLabel={t("Abrir")}
      canSubmit={NUMBER.test(evaluation.trim())}
      busy={open.isPending}
      error={open.error}
      onSubmit={submit}
      onClose={close}
    >
      <p>
        {t(
          "Los que pide la regla del sitio se proponen solos al firmar la evaluación. Abra uno si hace falta por otra.",
        )}
      </p>
      <TextInput
        label={t("Número de la evaluación")}
        description={t("Como 2026-0012, ya firmada.")}
        value={evaluation}
        onChange={(event) => setEvaluation(event.currentTarget.value)}
        autoComplete="off"
        data-first
      />
    </FormDialog>
  );
}
