/** Changing one's own password: the current one, the new one, and the new one again. */
import { Button, PasswordInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useChangePassword } from "../../../api/queries";
import { announce } from "../../../components/announcer";
import { Failure } from "../../../components/load-states";
import css from "./account.module.css";

export const SHORTEST_PASSWORD = 12;
export const TOO_SHORT = `Necesita al menos ${SHORTEST_PASSWORD} caracteres; una frase corta sirve.`;
const EMPTY = { current: "", fresh: "", again: "" };
const EYE = { "aria-label": "Mostrar u ocultar" };

/** What is wrong with a new password before the server is asked; empty when nothing is. */
export function wrongWith(fresh: string, again: string): { fresh?: string; again?: string } {
  if (fresh.length < SHORTEST_PASSWORD) return { fresh: TOO_SHORT };
  return fresh === again ? {} : { again: "No es igual a la nueva." };
}

interface Props {
  /** What the current password is called. */
  current: string;
  button: string;
  /** Whether there is nothing else to do on the page. */
  primary?: boolean;
}

export function PasswordForm({ current, button, primary }: Props) {
  const change = useChangePassword();
  const [fields, setFields] = useState(EMPTY);
  const [tried, setTried] = useState(false);
  const wrong = tried ? wrongWith(fields.fresh, fields.again) : {};
  const set = (name: keyof typeof fields) => (event: { currentTarget: { value: string } }) => setFields({ ...fields, [name]: event.currentTarget.value });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(wrongWith(fields.fresh, fields.again)).length) return;
    change.mutate({ current: fields.current, new: fields.fresh }, { onSuccess: () => { setFields(EMPTY); setTried(false); announce("Contraseña cambiada."); } });
  };
  return (
    <form onSubmit={submit} className={css.fields} noValidate>
      <PasswordInput label={current} autoComplete="current-password" value={fields.current} onChange={set("current")} visibilityToggleButtonProps={EYE} autoFocus={primary} />
      <PasswordInput label="Contraseña nueva" description={`Al menos ${SHORTEST_PASSWORD} caracteres; una frase corta sirve.`} autoComplete="new-password" value={fields.fresh} onChange={set("fresh")} error={wrong.fresh} visibilityToggleButtonProps={EYE} />
      <PasswordInput label="Repita la nueva" autoComplete="new-password" value={fields.again} onChange={set("again")} error={wrong.again} visibilityToggleButtonProps={EYE} />
      {change.error && <Failure error={change.error} />}
      {change.isSuccess && <p role="status" className={css.done}>Contraseña cambiada. Sus demás sesiones se cerraron.</p>}
      <Button type="submit" variant={primary ? "filled" : "default"} loading={change.isPending} disabled={!fields.current}>{button}</Button>
    </form>
  );
}
