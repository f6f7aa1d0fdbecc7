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
import { rich, t } from "../../../i18n/translate";

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
    onDone(t("{name} tiene una contraseña temporal. La cambiará al entrar.", { name: user.name }));
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
      title={t("Contraseña temporal para {name}", { name: user.name })}
      onClose={onClose}
      busy={reset.isPending}
      canSubmit
      submitLabel={t("Dar la contraseña")}
      error={reset.error}
      onSubmit={submit}
    >
      <p>
        {t(
          "Compruebe antes que es la persona. Sus sesiones abiertas se cierran y, cuando entre, debe escribir una contraseña propia.",
        )}
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
    <Dialog
      title={password ? t("Contraseña temporal de {name}", { name }) : t("Código de activación de {name}", { name })}
      onClose={close}
    >
      <div className={css.fields}>
        {password && (
          <p>
            {rich("Entréguela a la persona por un medio seguro. {strong}", {
              strong: <strong>{t("No se vuelve a mostrar.")}</strong>,
            })}
          </p>
        )}
        {password && (
          <OneTimeSecret
            rows={[
              [t("Usuario"), user],
              [t("Contraseña"), password],
            ]}
            secret={password}
          />
        )}
        {password && (
          <p className="quiet small">
            {t("Al entrar con ella debe escribir una contraseña propia; antes no puede hacer nada más.")}
          </p>
        )}
        {code && (
          <p>
            {rich(
              "Con este código activa su segundo factor. Entréguelo {strong}; sirve una vez, durante siete días, y no se vuelve a mostrar.",
              { strong: <strong>{t("por un medio distinto al de la contraseña")}</strong> },
            )}
          </p>
        )}
        {code && <OneTimeSecret rows={[[t("Código"), code]]} secret={code} />}
        <p className={css.acts}>
          <Button onClick={close} data-first>
            {t("Cerrar")}
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
      <Dialog title={t("Clave del teléfono de {name}", { name: user.name })} onClose={onClose}>
        <div className={css.fields}>
          <p>
            {rich("Escríbala ahora en su teléfono. {strong} La clave anterior dejó de servir.", {
              strong: <strong>{t("No se muestra otra vez.")}</strong>,
            })}
          </p>
          <OneTimeSecret
            rows={[
              [t("Servidor"), made.server],
              [t("Puerto"), `${made.port} (UDP)`],
              [t("Usuario"), made.user],
              [t("Clave"), made.password],
            ]}
            secret={made.password}
          />
          <p className={css.acts}>
            <Button onClick={onClose} data-first>
              {t("Cerrar")}
            </Button>
          </p>
        </div>
      </Dialog>
    );
  return (
    <ConfirmDialog
      title={t("¿Generar otra clave para el teléfono de {name}?", { name: user.name })}
      button={t("Generar clave")}
      close={onClose}
      error={reset.error}
      busy={reset.isPending}
      act={() =>
        reset.mutate(user.user, {
          onSuccess: () => onDone(t("El teléfono de {name} tiene otra clave.", { name: user.name })),
        })
      }
    >
      {t("La clave anterior deja de servir: su teléfono no recibe llamadas hasta que se escriba en él la nueva.")}
    </ConfirmDialog>
  );
}

export function SecondFactorDialog({ user, onClose, onDone }: UserDialogProps) {
  const reset = useResetSecondFactor();
  return (
    <ConfirmDialog
      title={t("¿Retirar el segundo factor de {name}?", { name: user.name })}
      button={t("Retirar")}
      close={onClose}
      error={reset.error}
      busy={reset.isPending}
      act={() =>
        reset.mutate(user.user, {
          onSuccess: () => {
            onDone(t("{name} ya no tiene segundo factor.", { name: user.name }));
            onClose();
          },
        })
      }
    >
      {t(
        "Compruebe antes que es la persona y que perdió su celular. Sus sesiones se cierran y entra solo con la contraseña; si su rol exige un segundo factor, activa otro al entrar, con un código de activación que usted le da.",
      )}
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
      title={t("Código de activación para {name}", { name: user.name })}
      onClose={onClose}
      busy={give.isPending}
      canSubmit={proof !== ""}
      submitLabel={t("Dar el código")}
      error={withoutStepUpError(give.error)}
      onSubmit={() =>
        give.mutate(
          { user: user.user, proof },
          { onSuccess: () => onDone(t("{name} tiene un código para activar su segundo factor.", { name: user.name })) },
        )
      }
    >
      <p>
        {t(
          "Compruebe antes que es la persona. Con el código y su contraseña activa el segundo factor; si ya tenía un código, deja de servir.",
        )}
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
      t("{name} quedó inhabilitado: ya no puede entrar.{text}", {
        name: user.name,
        text: kept.length
          ? t(" Los tokens que va a tomar esperan a que otra persona lo apruebe; si no, terminan en 24 horas.")
          : "",
      }),
    );
    onClose();
  };
  return (
    <FormDialog
      title={t("¿Inhabilitar a {name}?", { name: user.name })}
      onClose={onClose}
      busy={disable.isPending}
      canSubmit={!kept.length || proof !== ""}
      submitLabel={t("Inhabilitar")}
      error={withoutStepUpError(disable.error)}
      onSubmit={() => disable.mutate({ user: user.user, take_over: kept, proof: proof || null }, { onSuccess: finish })}
    >
      <p>
        {t(
          "Sus sesiones se cierran ya, sale de las colas y no puede volver a entrar; los tokens de servicio que expidió dejan de servir. Lo que hizo queda en el registro.",
        )}
      </p>
      {theirs.length > 0 && (
        <fieldset className={css.roles}>
          <legend>{t("Tokens que expidió")}</legend>
          {theirs.map((each) => (
            <label key={each.id} className={css.choice}>
              <input
                type="checkbox"
                checked={kept.includes(each.id)}
                onChange={(event) =>
                  keep(event.currentTarget.checked ? [...kept, each.id] : kept.filter((id) => id !== each.id))
                }
              />{" "}
              {t("Responder yo por «{name}»", { name: each.name })}
            </label>
          ))}
          <p className="quiet small">
            {t(
              "Los que no marque se revocan ya. Los que marque siguen sirviendo si otra persona lo aprueba en 24 horas.",
            )}
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
      title={t("¿Habilitar de nuevo a {name}?", { name: user.name })}
      button={t("Habilitar")}
      close={onClose}
      error={enable.error}
      busy={enable.isPending}
      act={() =>
        enable.mutate(user.user, {
          onSuccess: (asked) => {
            onDone(
              asked
                ? t("Falta que otra persona apruebe que {name} entre otra vez, porque es administrador.", {
                    name: user.name,
                  })
                : t("{name} puede entrar otra vez.", { name: user.name }),
            );
            onClose();
          },
        })
      }
    >
      {t("Entra otra vez con los roles y la contraseña que tenía. Si ya no la recuerda, dele después una temporal.")}
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
            {t("Cancelar")}
          </Button>
        </p>
      </div>
    </Dialog>
  );
}
