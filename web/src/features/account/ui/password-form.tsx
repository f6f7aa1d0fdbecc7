/** The form to change one's own password: the current one, the new one, and the new one again. */
import { Button, PasswordInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useChangePassword } from "../../../api/queries";
import { announce } from "../../../components/announcer";
import { Failure } from "../../../components/load-states";
import css from "./account.module.css";
import { t } from "../../../i18n/translate";

export const MIN_PASSWORD_LENGTH = 12;
export const TOO_SHORT_MESSAGE = t("Necesita al menos {minPasswordLength} caracteres; una frase corta sirve.", {
  minPasswordLength: MIN_PASSWORD_LENGTH,
});
const EMPTY_PASSWORDS = { current: "", fresh: "", again: "" };
const VISIBILITY_BUTTON = { "aria-label": t("Mostrar u ocultar") };

/** Return what is wrong with a new password before it is sent; empty if it is valid. */
export function passwordErrors(fresh: string, again: string): { fresh?: string; again?: string } {
  if (fresh.length < MIN_PASSWORD_LENGTH) return { fresh: TOO_SHORT_MESSAGE };
  return fresh === again ? {} : { again: t("No es igual a la nueva.") };
}

interface PasswordFormProps {
  /** The label of the current password. */
  current: string;
  button: string;
  /** Whether the form is the only task of the page. */
  primary?: boolean;
}

export function PasswordForm({ current, button, primary }: PasswordFormProps) {
  const change = useChangePassword();
  const [fields, setFields] = useState(EMPTY_PASSWORDS);
  const [tried, setTried] = useState(false);
  const wrong = tried ? passwordErrors(fields.fresh, fields.again) : {};
  const set = (name: keyof typeof fields) => (event: { currentTarget: { value: string } }) =>
    setFields({ ...fields, [name]: event.currentTarget.value });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(passwordErrors(fields.fresh, fields.again)).length) return;
    change.mutate(
      { current: fields.current, new: fields.fresh },
      {
        onSuccess: () => {
          setFields(EMPTY_PASSWORDS);
          setTried(false);
          announce(t("Contraseña cambiada."));
        },
      },
    );
  };
  return (
    <form onSubmit={submit} className={css.fields} noValidate>
      <PasswordInput
        label={current}
        autoComplete="current-password"
        value={fields.current}
        onChange={set("current")}
        visibilityToggleButtonProps={VISIBILITY_BUTTON}
        autoFocus={primary}
      />
      <PasswordInput
        label={t("Contraseña nueva")}
        description={t("Al menos {minPasswordLength} caracteres; una frase corta sirve.", {
          minPasswordLength: MIN_PASSWORD_LENGTH,
        })}
        autoComplete="new-password"
        value={fields.fresh}
        onChange={set("fresh")}
        error={wrong.fresh}
        visibilityToggleButtonProps={VISIBILITY_BUTTON}
      />
      <PasswordInput
        label={t("Repita la nueva")}
        autoComplete="new-password"
        value={fields.again}
        onChange={set("again")}
        error={wrong.again}
        visibilityToggleButtonProps={VISIBILITY_BUTTON}
      />
      {change.error && <Failure error={change.error} />}
      {change.isSuccess && (
        <p role="status" className={css.done}>
          {t("Contraseña cambiada. Sus demás sesiones se cerraron.")}
        </p>
      )}
      <Button
        type="submit"
        variant={primary ? "filled" : "default"}
        loading={change.isPending}
        disabled={!fields.current}
      >
        {button}
      </Button>
    </form>
  );
}
