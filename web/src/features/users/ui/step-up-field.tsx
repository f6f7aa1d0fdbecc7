/** Asking again who it is, before rights are given: a code of the second factor, or the password without one. */
import { PasswordInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ApiProblem } from "../../../api/problem";
import { accountQuery } from "../../../api/queries";

const STEP_UP_CODES = ["step_up_required", "step_up_wrong"];

/** What the server says of the proof, or nothing. */
const stepUpError = (error: unknown): string | undefined =>
  error instanceof ApiProblem && STEP_UP_CODES.includes(error.code) ? error.message : undefined;

/** The error of a dialog without what stands beside its proof already. */
export const withoutStepUpError = (error: unknown): unknown => (stepUpError(error) ? null : error);

/** `missing`: whether the form was sent without it. */
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
    error: missing ? "Escríbalo para continuar." : stepUpError(error),
  };
  if (factor)
    return (
      <TextInput
        label="Código de su segundo factor"
        description="Los seis dígitos que la aplicación muestra ahora; uno que ya usó no sirve."
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={7}
        {...common}
      />
    );
  return (
    <PasswordInput
      label="Su contraseña"
      description="Se pide de nuevo para dar permisos."
      autoComplete="current-password"
      visibilityToggleButtonProps={{ "aria-label": "Mostrar u ocultar su contraseña" }}
      {...common}
    />
  );
}
