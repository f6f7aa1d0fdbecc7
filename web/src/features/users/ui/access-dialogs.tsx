/** The dialogs for a user's access: a temporary password, the second factor, the phone, disabling and enabling. */
import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { User } from "../../../api/types";
import {
  useDisableUser,
  useEnableUser,
  useResetSecondFactor,
  useResetPassword,
  useResetPhonePassword,
} from "../../../api/queries";
import { useIssueEnrolmentCode, useTokens } from "../../../api/rights-requests";
import { Failure } from "../../../components/load-states";
import { Dialog } from "../../../components/dialog";
import { FormDialog } from "../../../components/form-dialog";
import { TOO_SHORT_MESSAGE, MIN_PASSWORD_LENGTH } from "../../account/ui/password-form";
import { PasswordChoice } from "./password-choice";
import { withoutStepUpError, StepUpField } from "./step-up-field";
import { OneTimeSecret } from "./one-time-secret";
import css from "./users.module.css";

export interface UserDialogProps {
  user: User;
  onClose: () => void;
  /** Called with a sentence about what was done. */
  onDone: (words: string) => void;
}

export function PasswordDialog({ user, onClose, onDone }: UserDialogProps) {
  const reset = useResetPassword();
  const [typed, setTyped] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const short = typed !== null && typed.length < MIN_PASSWORD_LENGTH;
  const finish = (made: string | null | undefined) => {
    onDone(`${user.name} tiene una contraseña temporal. La cambiará al entrar.`);
    if (!made) onClose();
  };
  const submit = () => {
    setTried(true);
    if (!short) reset.mutate({ user: user.user, password: typed }, { onSuccess: ({ password }) => finish(password) });
  };
  if (reset.data?.password)
    return (
      <TemporaryPassword user={user.user} name={user.name} password={reset.data.password} code={null} close={onClose} />
    );
  return (
    <FormDialog
      title={`Contraseña temporal para ${user.name}`}
      onClose={onClose}
      busy={reset.isPending}
      canSubmit
      submitLabel="Dar la contraseña"
      error={reset.error}
      onSubmit={submit}
    >
      <p>
        Compruebe antes que es la persona. Sus sesiones abiertas se cierran y, cuando entre, debe escribir una
        contraseña propia.
      </p>
      <PasswordChoice typed={typed} change={setTyped} error={tried && short ? TOO_SHORT_MESSAGE : undefined} />
    </FormDialog>
  );
}

/** The generated password and enrolment code, shown once. */
export function TemporaryPassword({
  user,
  name,
  password,
  code,
  close,
}: {
  user: string;
  name: string;
  password: string | null;
  code: string | null;
  close: () => void;
}) {
  return (
    <Dialog title={password ? `Contraseña temporal de ${name}` : `Código de activación de ${name}`} onClose={close}>
      <div className={css.fields}>
        {password && (
          <p>
            Entréguela a la persona por un medio seguro. <strong>No se vuelve a mostrar.</strong>
          </p>
        )}
        {password && (
          <OneTimeSecret
            rows={[
              ["Usuario", user],
              ["Contraseña", password],
            ]}
            secret={password}
          />
        )}
        {password && (
          <p className="quiet small">
            Al entrar con ella debe escribir una contraseña propia; antes no puede hacer nada más.
          </p>
        )}
        {code && (
          <p>
            Con este código activa su segundo factor. Entréguelo{" "}
            <strong>por un medio distinto al de la contraseña</strong>; sirve una vez, durante siete días, y no se
            vuelve a mostrar.
          </p>
        )}
        {code && <OneTimeSecret rows={[["Código", code]]} secret={code} />}
        <p className={css.acts}>
          <Button onClick={close} data-first>
            Cerrar
          </Button>
        </p>
      </div>
    </Dialog>
  );
}

export function PhoneDialog({ user, onClose, onDone }: UserDialogProps) {
  const reset = useResetPhonePassword();
  const made = reset.data;
  if (made)
    return (
      <Dialog title={`Clave del teléfono de ${user.name}`} onClose={onClose}>
        <div className={css.fields}>
          <p>
            Escríbala ahora en su teléfono. <strong>No se muestra otra vez.</strong> La clave anterior dejó de servir.
          </p>
          <OneTimeSecret
            rows={[
              ["Servidor", made.server],
              ["Puerto", `${made.port} (UDP)`],
              ["Usuario", made.user],
              ["Clave", made.password],
            ]}
            secret={made.password}
          />
          <p className={css.acts}>
            <Button onClick={onClose} data-first>
              Cerrar
            </Button>
          </p>
        </div>
      </Dialog>
    );
  return (
    <ConfirmDialog
      title={`¿Generar otra clave para el teléfono de ${user.name}?`}
      button="Generar clave"
      close={onClose}
      error={reset.error}
      busy={reset.isPending}
      act={() => reset.mutate(user.user, { onSuccess: () => onDone(`El teléfono de ${user.name} tiene otra clave.`) })}
    >
      La clave anterior deja de servir: su teléfono no recibe llamadas hasta que se escriba en él la nueva.
    </ConfirmDialog>
  );
}

export function SecondFactorDialog({ user, onClose, onDone }: UserDialogProps) {
  const reset = useResetSecondFactor();
  return (
    <ConfirmDialog
      title={`¿Retirar el segundo factor de ${user.name}?`}
      button="Retirar"
      close={onClose}
      error={reset.error}
      busy={reset.isPending}
      act={() =>
        reset.mutate(user.user, {
          onSuccess: () => {
            onDone(`${user.name} ya no tiene segundo factor.`);
            onClose();
          },
        })
      }
    >
      Compruebe antes que es la persona y que perdió su celular. Sus sesiones se cierran y entra solo con la contraseña;
      si su rol exige un segundo factor, activa otro al entrar, con un código de activación que usted le da.
    </ConfirmDialog>
  );
}

/** The dialog for an enrolment code, which a user needs to set up a second factor. */
export function EnrolmentDialog({ user, onClose, onDone }: UserDialogProps) {
  const give = useIssueEnrolmentCode();
  const [proof, setProof] = useState("");
  if (give.data)
    return (
      <TemporaryPassword user={user.user} name={user.name} password={null} code={give.data.code} close={onClose} />
    );
  return (
    <FormDialog
      title={`Código de activación para ${user.name}`}
      onClose={onClose}
      busy={give.isPending}
      canSubmit={proof !== ""}
      submitLabel="Dar el código"
      error={withoutStepUpError(give.error)}
      onSubmit={() =>
        give.mutate(
          { user: user.user, proof },
          { onSuccess: () => onDone(`${user.name} tiene un código para activar su segundo factor.`) },
        )
      }
    >
      <p>
        Compruebe antes que es la persona. Con el código y su contraseña activa el segundo factor; si ya tenía un
        código, deja de servir.
      </p>
      <StepUpField value={proof} change={setProof} error={give.error} />
    </FormDialog>
  );
}

export function DisableDialog({ user, onClose, onDone }: UserDialogProps) {
  const disable = useDisableUser();
  const theirs = (useTokens().data ?? []).filter((each) => each.issued_by === user.user);
  const [kept, keep] = useState<string[]>([]);
  const [proof, setProof] = useState("");
  const finish = () => {
    onDone(
      `${user.name} quedó inhabilitado: ya no puede entrar.${kept.length ? " Los tokens que va a tomar esperan a que otra persona lo apruebe; si no, terminan en 24 horas." : ""}`,
    );
    onClose();
  };
  return (
    <FormDialog
      title={`¿Inhabilitar a ${user.name}?`}
      onClose={onClose}
      busy={disable.isPending}
      canSubmit={!kept.length || proof !== ""}
      submitLabel="Inhabilitar"
      error={withoutStepUpError(disable.error)}
      onSubmit={() => disable.mutate({ user: user.user, take_over: kept, proof: proof || null }, { onSuccess: finish })}
    >
      <p>
        Sus sesiones se cierran ya, sale de las colas y no puede volver a entrar; los tokens de servicio que expidió
        dejan de servir. Lo que hizo queda en el registro.
      </p>
      {theirs.length > 0 && (
        <fieldset className={css.roles}>
          <legend>Tokens que expidió</legend>
          {theirs.map((each) => (
            <label key={each.id} className={css.choice}>
              <input
                type="checkbox"
                checked={kept.includes(each.id)}
                onChange={(event) =>
                  keep(event.currentTarget.checked ? [...kept, each.id] : kept.filter((id) => id !== each.id))
                }
              />{" "}
              Responder yo por «{each.name}»
            </label>
          ))}
          <p className="quiet small">
            Los que no marque se revocan ya. Los que marque siguen sirviendo si otra persona lo aprueba en 24 horas.
          </p>
        </fieldset>
      )}
      {kept.length > 0 && <StepUpField value={proof} change={setProof} error={disable.error} />}
    </FormDialog>
  );
}

export function EnableDialog({ user, onClose, onDone }: UserDialogProps) {
  const enable = useEnableUser();
  return (
    <ConfirmDialog
      title={`¿Habilitar de nuevo a ${user.name}?`}
      button="Habilitar"
      close={onClose}
      error={enable.error}
      busy={enable.isPending}
      act={() =>
        enable.mutate(user.user, {
          onSuccess: (asked) => {
            onDone(
              asked
                ? `Falta que otra persona apruebe que ${user.name} entre otra vez, porque es administrador.`
                : `${user.name} puede entrar otra vez.`,
            );
            onClose();
          },
        })
      }
    >
      Entra otra vez con los roles y la contraseña que tenía. Si ya no la recuerda, dele después una temporal.
    </ConfirmDialog>
  );
}

interface ConfirmDialogProps {
  title: string;
  button: string;
  color?: string;
  busy: boolean;
  error: unknown;
  act: () => void;
  close: () => void;
  children: ReactNode;
}

function ConfirmDialog({ title, button, color, busy, error, act, close, children }: ConfirmDialogProps) {
  return (
    <Dialog title={title} onClose={close}>
      <div className={css.fields}>
        <p>{children}</p>
        {Boolean(error) && <Failure error={error} />}
        <p className={css.acts}>
          <Button color={color} loading={busy} onClick={act}>
            {button}
          </Button>
          <Button variant="default" onClick={close}>
            Cancelar
          </Button>
        </p>
      </div>
    </Dialog>
  );
}
