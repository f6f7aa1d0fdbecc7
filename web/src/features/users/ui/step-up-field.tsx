/**
 * A second proof of identity before rights are granted: a second-factor code, or the password without a second factor.
 */
import { PasswordInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ApiProblem } from "../../../api/problem";
import { accountQuery } from "../../../api/queries";
import { t } from "../../../i18n/translate";

const STEP_UP_CODES = ["step_up_required", "step_up_wrong"];

/** Return the server's message about the proof, if there is one. */
const stepUpError = (error: unknown): string | undefined =>
  error instanceof ApiProblem && STEP_UP_CODES.includes(error.code) ? error.message : undefined;

/** Return the error of a dialog, without the one that the proof field already shows. */
export const withoutStepUpError = (error: unknown): unknown => (stepUpError(error) ? null : error);

/** The field of the proof; `missing` tells whether the form was submitted without it. */
export function StepUpField({
  value,
  change,
  error,
  missing,
}: {
  value: string;
  change: (value: string) => void;
  error: unknown;
  missing?: boolean;
}) {
  const factor = useQuery(accountQuery).data?.second_factor;
  const common = {
    value,
    onChange: (event: { currentTarget: { value: string } }) => change(event.currentTarget.value),
    error: missing ? t("Escríbalo para continuar.") : stepUpError(error),
  };
  if (factor)
    return (
      <TextInput
        label={t("Código de su segundo factor")}
        description={t("Los seis dígitos que la aplicación muestra ahora; uno que ya usó no sirve.")}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={7}
        {...common}
      />
    );
  return (
    <PasswordInput
      label={t("Su contraseña")}
      description={t("Se pide de nuevo para dar permisos.")}
      autoComplete="current-password"
      visibilityToggleButtonProps={{ "aria-label": t("Mostrar u ocultar su contraseña") }}
      {...common}
    />
  );
}
