/** A dialog with a form: its fields, its error and two buttons. It submits only a complete form, and not twice. */
import { Button } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import { Failure } from "./load-states";
import { Dialog } from "./dialog";
import css from "./form-dialog.module.css";
import { t } from "../i18n/translate";

interface FormDialogProps {
  title: string;
  submitLabel: string;
  canSubmit: boolean;
  busy: boolean;
  error: unknown;
  onSubmit: () => void;
  onClose: () => void;
  /** Whether the dialog shows two columns. */
  wide?: boolean;
  children: ReactNode;
}

export function FormDialog({
  title,
  submitLabel,
  canSubmit,
  busy,
  error,
  onSubmit,
  onClose,
  wide,
  children,
}: FormDialogProps) {
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (canSubmit && !busy) onSubmit();
  };
  return (
    <Dialog title={title} onClose={onClose} wide={wide}>
      <form className={css.fields} onSubmit={send} noValidate>
        {children}
        {Boolean(error) && <Failure error={error} />}
        <p className={css.acts}>
          <Button type="submit" loading={busy} disabled={!canSubmit}>
            {submitLabel}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t("Cancelar")}
          </Button>
        </p>
      </form>
    </Dialog>
  );
}
