/** A dialog that asks for something: its fields, what went wrong, and two buttons. It is sent once, when it is ready. */
import { Button } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import { Failure } from "./load-states";
import { Dialog } from "./dialog";
import css from "./form-dialog.module.css";

interface Props {
  title: string;
  button: string;
  ready: boolean;
  busy: boolean;
  error: unknown;
  submit: () => void;
  close: () => void;
  /** Whether two things stand side by side in it. */
  wide?: boolean;
  children: ReactNode;
}

export function FormDialog({ title, button, ready, busy, error, submit, close, wide, children }: Props) {
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (ready && !busy) submit();
  };
  return (
    <Dialog title={title} close={close} wide={wide}>
      <form className={css.fields} onSubmit={send} noValidate>
        {children}
        {Boolean(error) && <Failure error={error} />}
        <p className={css.acts}><Button type="submit" loading={busy} disabled={!ready}>{button}</Button><Button variant="default" onClick={close}>Cancelar</Button></p>
      </form>
    </Dialog>
  );
}
