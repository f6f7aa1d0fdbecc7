/** A dialog that asks for something: its fields, what went wrong, and two buttons. It is sent once, when it is ready. */
import { Button } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import { Failure } from "./load-states";
import { Dialog } from "./dialog";
import css from "./form-dialog.module.css";

interface FormDialogProps {
  title: string;
  submitLabel: string;
  canSubmit: boolean;
  busy: boolean;
  error: unknown;
  onSubmit: () => void;
  onClose: () => void;
  /** Whether two things stand side by side in it. */
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
            Cancelar
          </Button>
        </p>
      </form>
    </Dialog>
  );
}
