/** Who makes a temporary password: the system, or the administrator who types it. */
import { PasswordInput } from "@mantine/core";
import { MIN_PASSWORD_LENGTH } from "../../account/ui/password-form";
import css from "./users.module.css";

/** `typed` is null while the system makes it. */
export function PasswordChoice({
  typed,
  change,
  error,
}: {
  typed: string | null;
  change: (typed: string | null) => void;
  error?: string;
}) {
  return (
    <fieldset className={css.roles}>
      <legend>Contraseña temporal</legend>
      <label className={css.choice}>
        <input type="radio" name="origen" checked={typed === null} onChange={() => change(null)} /> La genera el sistema
        y se muestra una sola vez
      </label>
      <label className={css.choice}>
        <input type="radio" name="origen" checked={typed !== null} onChange={() => change("")} /> La escribo yo
      </label>
      {typed !== null && (
        <PasswordInput
          aria-label="Contraseña temporal"
          description={`Al menos ${MIN_PASSWORD_LENGTH} caracteres.`}
          value={typed}
          onChange={(event) => change(event.currentTarget.value)}
          autoFocus
          autoComplete="new-password"
          visibilityToggleButtonProps={{ "aria-label": "Mostrar u ocultar la contraseña" }}
          error={error}
        />
      )}
      <p className="quiet small">La persona debe cambiarla la primera vez que entre con ella.</p>
    </fieldset>
  );
}
