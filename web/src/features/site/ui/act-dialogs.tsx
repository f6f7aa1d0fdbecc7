/** The dialogs that ask for the reason of an act on a publication or a draft. */
import { Textarea } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { ApiProblem } from "../../../api/problem";
import {
  type Publication,
  type SiteDraft,
  useCancelPublication,
  useRefuseDraft,
  useReturnToPublication,
} from "../../../api/site";
import { announce } from "../../../components/announcer";
import { FormDialog } from "../../../components/form-dialog";
import { fullMoment } from "../model/phrases";
import { isReason } from "../model/publishing";
import { t } from "../../../i18n/translate";

const LONGEST_REASON = 500;

interface ReasonDialogProps {
  title: string;
  submitLabel: string;
  children: ReactNode;
  busy: boolean;
  error: unknown;
  submit: (reason: string) => void;
  close: () => void;
}

function ReasonDialog({ title, submitLabel, children, busy, error, submit, close }: ReasonDialogProps) {
  const [reason, setReason] = useState("");
  return (
    <FormDialog
      title={title}
      submitLabel={submitLabel}
      canSubmit={isReason(reason)}
      busy={busy}
      error={error}
      onSubmit={() => submit(reason.trim())}
      onClose={close}
    >
      {children}
      <ReasonField
        label={t("Motivo")}
        value={reason}
        onChange={setReason}
        error={error instanceof ApiProblem ? error.fieldError("reason") : undefined}
        first
      />
    </FormDialog>
  );
}

interface ReasonFieldProps {
  label: string;
  description?: string;
  value: string;
  onChange: (reason: string) => void;
  error?: string | undefined;
  first?: boolean;
}

export function ReasonField({ label, description, value, onChange, error, first }: ReasonFieldProps) {
  return (
    <Textarea
      label={label}
      description={description}
      value={value}
      error={error}
      autosize
      minRows={2}
      maxRows={8}
      maxLength={LONGEST_REASON}
      data-first={first || undefined}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

export function CancelDialog({ publication, close }: { publication: Publication; close: () => void }) {
  const cancel = useCancelPublication(publication.id);
  return (
    <ReasonDialog
      title={t("Cancelar la publicación programada")}
      submitLabel={t("Cancelar la publicación")}
      busy={cancel.isPending}
      error={cancel.error}
      submit={(reason) =>
        cancel.mutate(reason, {
          onSuccess: () => {
            announce(t("Se canceló la publicación. Sigue lo que rige ahora."));
            close();
          },
        })
      }
      close={close}
    >
      <p>
        {t("Iba a regir desde el {moment}. Sigue lo que rige ahora.", { moment: fullMoment(publication.effective_at) })}
      </p>
    </ReasonDialog>
  );
}

interface ReturnDialogProps {
  publication: Publication;
  /** The publication in force that the person saw. */
  expected: number;
  close: () => void;
  done: () => void;
}

export function ReturnDialog({ publication, expected, close, done }: ReturnDialogProps) {
  const restore = useReturnToPublication(publication.id);
  return (
    <ReasonDialog
      title={t("Volver a esta versión")}
      submitLabel={t("Volver a esta versión")}
      busy={restore.isPending}
      error={restore.error}
      submit={(reason) =>
        restore.mutate(
          { reason, expected },
          {
            onSuccess: () => {
              announce(t("Rige de nuevo la versión elegida."));
              done();
            },
          },
        )
      }
      close={close}
    >
      <p>
        {t(
          "Lo que regía desde el {moment} vuelve a regir ahora mismo, en todos los equipos. Las llamadas en curso siguen con la versión con que empezaron. Lo que estaba programado se cancela.",
          { moment: fullMoment(publication.effective_at) },
        )}
      </p>
    </ReasonDialog>
  );
}

export function RefuseDialog({ draft, close }: { draft: SiteDraft; close: () => void }) {
  const refuse = useRefuseDraft(draft.id);
  const own = draft.publication?.own ?? false;
  return (
    <ReasonDialog
      title={own ? t("Retirar la solicitud") : t("No publicar este borrador")}
      submitLabel={own ? t("Retirar la solicitud") : t("No publicar")}
      busy={refuse.isPending}
      error={refuse.error}
      submit={(reason) =>
        refuse.mutate(reason, {
          onSuccess: () => {
            announce(t("El borrador quedó abierto otra vez."));
            close();
          },
        })
      }
      close={close}
    >
      <p>{t("El borrador queda abierto otra vez, con todos sus cambios. Quien lo pidió lee este motivo.")}</p>
    </ReasonDialog>
  );
}
