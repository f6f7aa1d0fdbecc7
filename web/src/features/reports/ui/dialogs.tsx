/** The dialogs of a report: make it now, give it to another person, delete it. */
import { Checkbox, NativeSelect } from "@mantine/core";
import { useState } from "react";
import {
  type OwnReport,
  useCatalogue,
  useDeleteReport,
  useRunReport,
  useTransferReport,
} from "../../../api/own-reports";
import { announce } from "../../../components/announcer";
import { FormDialog } from "../../../components/form-dialog";
import { navigate } from "../../../router";
import { REPORTS_PATH } from "../model/report-labels";
import { t } from "../../../i18n/translate";

interface DialogProps {
  report: OwnReport;
  close: () => void;
}

export function RunDialog({ report, close }: DialogProps) {
  const [send, setSend] = useState(false);
  const run = useRunReport(report.id);
  const submit = () =>
    run.mutate(send, {
      onSuccess: () => {
        announce(send ? t("El informe se hizo y se está enviando.") : t("El informe se hizo y quedó guardado."));
        close();
      },
    });
  return (
    <FormDialog
      title={t("Hacer el informe ahora")}
      submitLabel={t("Hacer ahora")}
      canSubmit
      busy={run.isPending}
      error={run.error}
      onSubmit={submit}
      onClose={close}
    >
      <p className="quiet">{t("Queda guardado abajo, con las cifras de este momento. La programación no cambia.")}</p>
      {report.recipient_users.length > 0 && (
        <Checkbox
          label={t("Enviarlo a sus destinatarios")}
          description={report.recipient_users.map(({ name }) => name).join(", ")}
          checked={send}
          onChange={(event) => setSend(event.currentTarget.checked)}
        />
      )}
    </FormDialog>
  );
}

export function TransferDialog({ report, close }: DialogProps) {
  const [owner, setOwner] = useState("");
  const transfer = useTransferReport(report.id);
  const people = (useCatalogue().data?.readers ?? []).filter(({ user }) => user !== report.owner);
  const submit = () =>
    transfer.mutate(owner, {
      onSuccess: () => {
        announce(t("El informe pasó a otra persona."));
        close();
        navigate(REPORTS_PATH);
      },
    });
  return (
    <FormDialog
      title={t("Pasar el informe a otra persona")}
      submitLabel={t("Pasar el informe")}
      canSubmit={owner !== ""}
      busy={transfer.isPending}
      error={transfer.error}
      onSubmit={submit}
      onClose={close}
    >
      <NativeSelect
        label={t("Nuevo dueño")}
        description={t("Recibe un aviso. Desde entonces solo esa persona lo cambia.")}
        value={owner}
        onChange={(event) => setOwner(event.currentTarget.value)}
        data={[
          { value: "", label: t("Escoja a alguien") },
          ...people.map(({ user, name }) => ({ value: user, label: `${name} (${user})` })),
        ]}
        data-first
      />
    </FormDialog>
  );
}

export function DeleteDialog({ report, close }: DialogProps) {
  const remove = useDeleteReport(report.id);
  const submit = () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        announce(t("Se borró «{title}».", { title: report.title }));
        close();
        navigate(REPORTS_PATH);
      },
    });
  return (
    <FormDialog
      title={t("Borrar el informe")}
      submitLabel={t("Borrar")}
      canSubmit
      busy={remove.isPending}
      error={remove.error}
      onSubmit={submit}
      onClose={close}
    >
      <p>{t("«{title}» deja de hacerse y sale de la lista. No se puede deshacer.", { title: report.title })}</p>
      <p className="quiet">{t("Lo que ya se envió queda guardado, y lo tiene quien lo recibió.")}</p>
    </FormDialog>
  );
}
