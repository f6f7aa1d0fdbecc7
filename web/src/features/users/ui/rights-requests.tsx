/** Requests of one user that another must approve: administrator roles, and tokens that change owner. */
import { Button } from "@mantine/core";
import { useState } from "react";
import type { RightsRequest } from "../../../api/types";
import { useDecideRightsRequest, useRightsRequests } from "../../../api/rights-requests";
import { timeOfDay, shortDate } from "../../../formats";
import { FormDialog } from "../../../components/form-dialog";
import { type Labels, useLabels } from "../../../labels";
import { withoutStepUpError, StepUpField } from "./step-up-field";
import css from "./users.module.css";
import { t } from "../../../i18n/translate";

const momentLabel = (at: string): string => `${shortDate(at)}, ${timeOfDay(at)}`;

/** Return the request as a sentence. Pure. */
export function requestSentence(labels: Labels, { kind, user, roles, token }: RightsRequest): string {
  if (kind === "enable") return t("Habilitar de nuevo a {user}, que es administrador", { user });
  if (kind === "token") return t("Responder por el token «{token}», que expidió {user}", { token, user });
  return t("Dar a {user}: {roles}", { user, roles: roles.map((each) => labels.roles[each.role]).join(", ") });
}

type PendingDecision = { request: RightsRequest; how: "approve" | "refuse" };

export function RightsRequests({ own, done }: { own: string | undefined; done: (words: string) => void }) {
  const { data } = useRightsRequests();
  const labels = useLabels();
  const [deciding, decide] = useState<PendingDecision | null>(null);
  if (!data?.length) return null;
  return (
    <section className={`panel ${css.list}`} aria-labelledby="por-aprobar">
      <header>
        <h2 id="por-aprobar">{t("Por aprobar")}</h2>
      </header>
      <ul className={css.waiting}>
        {data.map((request) => {
          const mine = request.asked_by === own;
          return (
            <li key={request.id}>
              <div>
                <p>
                  <strong>{requestSentence(labels, request)}</strong>
                </p>
                <p className="quiet small">
                  {t("Lo pidió {asked_by} · vence el {expires_at}", {
                    asked_by: mine ? t("usted") : (request.asked_by ?? t("el administrador del servidor")),
                    expires_at: momentLabel(request.expires_at),
                  })}
                </p>
              </div>
              <p className={css.acts}>
                {mine || request.user === own ? (
                  <span className="quiet small">{t("Lo aprueba otra persona.")}</span>
                ) : (
                  <Button
                    size="xs"
                    onClick={() => decide({ request, how: "approve" })}
                    aria-label={t("Aprobar: {request}", { request: requestSentence(labels, request) })}
                  >
                    {t("Aprobar…")}
                  </Button>
                )}
                <Button
                  size="xs"
                  variant="default"
                  onClick={() => decide({ request, how: "refuse" })}
                  aria-label={`${mine ? t("Retirar") : t("Rechazar")}: ${requestSentence(labels, request)}`}
                >
                  {mine ? t("Retirar…") : t("Rechazar…")}
                </Button>
              </p>
            </li>
          );
        })}
      </ul>
      {deciding && (
        <DecisionDialog {...deciding} mine={deciding.request.asked_by === own} close={() => decide(null)} done={done} />
      )}
    </section>
  );
}

function DecisionDialog({
  request,
  how,
  mine,
  close,
  done,
}: PendingDecision & { mine: boolean; close: () => void; done: (words: string) => void }) {
  const decide = useDecideRightsRequest(how);
  const labels = useLabels();
  const [proof, setProof] = useState("");
  const [title, button, past] =
    how === "approve"
      ? [t("Aprobar"), t("Aprobar"), t("Se aprobó")]
      : mine
        ? [t("Retirar la solicitud"), t("Retirar"), t("Se retiró")]
        : [t("Rechazar"), t("Rechazar"), t("Se rechazó")];
  return (
    <FormDialog
      title={title}
      onClose={close}
      busy={decide.isPending}
      canSubmit={proof !== ""}
      submitLabel={button}
      error={withoutStepUpError(decide.error)}
      onSubmit={() =>
        decide.mutate(
          { id: request.id, proof },
          {
            onSuccess: () => {
              done(`${past}: ${requestSentence(labels, request)}.`);
              close();
            },
          },
        )
      }
    >
      <p>{requestSentence(labels, request)}.</p>
      {how === "approve" && (
        <p>
          {t(
            "Compruebe con quien lo pidió que es cierto y para qué. Vale desde ya, y queda en el registro con su nombre.",
          )}
        </p>
      )}
      {how === "refuse" && request.kind === "token" && <p>{t("El token deja de servir ya.")}</p>}
      <StepUpField value={proof} change={setProof} error={decide.error} />
    </FormDialog>
  );
}
