/** The dialogs that let somebody in again, or out: a temporary password, the second factor, the phone, and the user. */
import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { User } from "../../api/contracts";
import { useDisableUser, useEnableUser, useResetFactor, useResetPassword, useResetPhonePassword } from "../../api/queries";
import { Failure } from "../../parts/conditions";
import { Dialog } from "../../parts/dialog";
import { FormDialog } from "../../parts/form-dialog";
import { TOO_SHORT, SHORTEST_PASSWORD } from "../account/password";
import { PasswordChoice } from "./password-choice";
import { Secret } from "./secret";
import css from "./users.module.css";

export interface DoorProps {
  user: User;
  close: () => void;
  /** Called with what was done, in words. */
  done: (words: string) => void;
}

export function PasswordDialog({ user, close, done }: DoorProps) {
  const reset = useResetPassword();
  const [typed, setTyped] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const short = typed !== null && typed.length < SHORTEST_PASSWORD;
  const finish = (made: string | null | undefined) => {
    done(`${user.name} tiene una contraseña temporal. La cambiará al entrar.`);
    if (!made) close();
  };
  const submit = () => {
    setTried(true);
    if (!short) reset.mutate({ user: user.user, password: typed }, { onSuccess: ({ password }) => finish(password) });
  };
  if (reset.data?.password) return <TemporaryPassword user={user.user} name={user.name} password={reset.data.password} close={close} />;
  return (
    <FormDialog title={`Contraseña temporal para ${user.name}`} close={close} busy={reset.isPending} ready button="Dar la contraseña" error={reset.error} submit={submit}>
      <p>Compruebe antes que es la persona. Sus sesiones abiertas se cierran y, cuando entre, debe escribir una contraseña propia.</p>
      <PasswordChoice typed={typed} change={setTyped} error={tried && short ? TOO_SHORT : undefined} />
    </FormDialog>
  );
}

/** What the system made, once. */
export function TemporaryPassword({ user, name, password, close }: { user: string; name: string; password: string; close: () => void }) {
  return (
    <Dialog title={`Contraseña temporal de ${name}`} close={close}>
      <div className={css.fields}>
        <p>Entréguela a la persona por un medio seguro. <strong>No se vuelve a mostrar.</strong></p>
        <Secret rows={[["Usuario", user], ["Contraseña", password]]} secret={password} />
        <p className="quiet small">Al entrar con ella debe escribir una contraseña propia; antes no puede hacer nada más.</p>
        <p className={css.acts}><Button onClick={close} data-first>Cerrar</Button></p>
      </div>
    </Dialog>
  );
}

export function PhoneDialog({ user, close, done }: DoorProps) {
  const reset = useResetPhonePassword();
  const made = reset.data;
  if (made)
    return (
      <Dialog title={`Clave del teléfono de ${user.name}`} close={close}>
        <div className={css.fields}>
          <p>Escríbala ya en su teléfono. <strong>No se vuelve a mostrar,</strong> y la anterior dejó de servir.</p>
          <Secret rows={[["Servidor", made.server], ["Puerto", `${made.port} (UDP)`], ["Usuario", made.user], ["Clave", made.password]]} secret={made.password} />
          <p className={css.acts}><Button onClick={close} data-first>Cerrar</Button></p>
        </div>
      </Dialog>
    );
  return (
    <Confirm title={`¿Generar otra clave para el teléfono de ${user.name}?`} button="Generar clave" close={close} error={reset.error} busy={reset.isPending}
      act={() => reset.mutate(user.user, { onSuccess: () => done(`El teléfono de ${user.name} tiene otra clave.`) })}>
      La clave anterior deja de servir: su teléfono no recibe llamadas hasta que se escriba en él la nueva.
    </Confirm>
  );
}

export function FactorDialog({ user, close, done }: DoorProps) {
  const reset = useResetFactor();
  return (
    <Confirm title={`¿Retirar el segundo factor de ${user.name}?`} button="Retirar" close={close} error={reset.error} busy={reset.isPending}
      act={() => reset.mutate(user.user, { onSuccess: () => { done(`${user.name} ya no tiene segundo factor.`); close(); } })}>
      Compruebe antes que es la persona y que perdió su celular. Sus sesiones se cierran y entra solo con la contraseña; si su rol exige un segundo factor, activa otro al entrar.
    </Confirm>
  );
}

export function DisableDialog({ user, close, done }: DoorProps) {
  const disable = useDisableUser();
  return (
    <Confirm title={`¿Inhabilitar a ${user.name}?`} button="Inhabilitar" color="ladrillo" close={close} error={disable.error} busy={disable.isPending}
      act={() => disable.mutate(user.user, { onSuccess: () => { done(`${user.name} quedó inhabilitado: ya no puede entrar.`); close(); } })}>
      Sus sesiones se cierran ya, sale de las colas y no puede volver a entrar; los tokens de servicio que expidió dejan de servir. Lo que hizo queda en el registro.
    </Confirm>
  );
}

export function EnableDialog({ user, close, done }: DoorProps) {
  const enable = useEnableUser();
  return (
    <Confirm title={`¿Habilitar de nuevo a ${user.name}?`} button="Habilitar" close={close} error={enable.error} busy={enable.isPending}
      act={() => enable.mutate(user.user, { onSuccess: () => { done(`${user.name} puede entrar otra vez.`); close(); } })}>
      Entra otra vez con los roles y la contraseña que tenía. Si ya no la recuerda, dele después una temporal.
    </Confirm>
  );
}

interface Asked {
  title: string;
  button: string;
  color?: string;
  busy: boolean;
  error: unknown;
  act: () => void;
  close: () => void;
  children: ReactNode;
}

function Confirm({ title, button, color, busy, error, act, close, children }: Asked) {
  return (
    <Dialog title={title} close={close}>
      <div className={css.fields}>
        <p>{children}</p>
        {Boolean(error) && <Failure error={error} />}
        <p className={css.acts}><Button color={color} loading={busy} onClick={act}>{button}</Button><Button variant="default" onClick={close}>Cancelar</Button></p>
      </div>
    </Dialog>
  );
}
