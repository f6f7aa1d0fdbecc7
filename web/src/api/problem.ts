/** Failures of a request as one error that a screen can show: the server's problem details (RFC 9457), or our text. */
import type { FieldError, Problem } from "./types";
import { t } from "../i18n/translate";

export const UNREACHABLE_CODE = "unreachable";

/** Messages for responses without problem details: a proxy's own page, or a server that is starting. */
const STATUS_MESSAGES: Record<number, string> = {
  401: t("Su sesión terminó. Ingrese de nuevo."),
  403: t("Su rol no permite hacer esto."),
  404: t("No se encontró lo que se pidió."),
  429: t("Demasiados intentos seguidos. Espere un momento."),
  502: t("El servidor se está reiniciando. Intente de nuevo en unos segundos."),
  503: t("El servidor no está disponible por ahora. Intente de nuevo en unos segundos."),
};

export class ApiProblem extends Error {
  readonly code: string;
  readonly status: number;
  readonly fieldErrors: readonly FieldError[];
  readonly retryAfterS: number | null;
  readonly body: Partial<Problem>;

  constructor(status: number, body: Partial<Problem>, retryAfterS: number | null = null) {
    super(
      body.detail || STATUS_MESSAGES[status] || t("Algo falló en el servidor. Si se repite, avise a su supervisor."),
    );
    this.name = "ApiProblem";
    this.status = status;
    this.code = body.code ?? `http_${status}`;
    this.fieldErrors = body.errors ?? [];
    this.retryAfterS = retryAfterS;
    this.body = body;
  }

  /** Whether the same request may succeed in a moment. */
  get retryable(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504;
  }

  /** Return the server's message about one form field, if there is one. */
  fieldError(field: string): string | undefined {
    return this.fieldErrors.find((each) => each.field === field)?.detail;
  }
}

export const unreachableProblem = (): ApiProblem =>
  new ApiProblem(0, {
    code: UNREACHABLE_CODE,
    detail: t("No hay conexión con el servidor. Lo que escribió sigue aquí."),
  });

export async function readProblem(response: Response): Promise<ApiProblem> {
  const seconds = Number(response.headers.get("Retry-After"));
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => ({}));
  return new ApiProblem(response.status, (body ?? {}) as Partial<Problem>, seconds > 0 ? seconds : null);
}
