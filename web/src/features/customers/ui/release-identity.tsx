/**
 * The release of a customer who failed the identity check today: the user searches for the customer and gives a stored
 * reason.
 *
 * The client does not know in advance whether a customer is blocked; it shows the server's answer to the release.
 */
import { type CustomerMatch, useReleaseIdentity } from "../../../api/customers";
import { ApiProblem } from "../../../api/problem";
import { useIsLive } from "../../../realtime/desk-hooks";
import { announce } from "../../../components/announcer";
import { CustomerDialog, ResultNotice, RecordHeader } from "./customer-dialog";
import { ReasonForm } from "./reason-form";
import { rich, t } from "../../../i18n/translate";

export function ReleaseIdentity() {
  return (
    <CustomerDialog
      permission="identity.release"
      title={t("Liberar a un cliente")}
      intro={t(
        "Para quien hoy agotó los intentos de verificar su identidad, y usted confirmó por otro medio que es el titular.",
      )}
    >
      {(customer, another) => <ReleaseForm key={customer.id} customer={customer} another={another} />}
    </CustomerDialog>
  );
}

function ReleaseForm({ customer, another }: { customer: CustomerMatch; another: () => void }) {
  const live = useIsLive();
  const release = useReleaseIdentity();
  const send = (reason: string) =>
    release.mutate({ customer: customer.id, reason }, { onSuccess: () => announce(t("Cliente liberado.")) });
  const nothing =
    release.error instanceof ApiProblem && release.error.code === "identity_nothing_to_release"
      ? release.error.message
      : "";
  return (
    <>
      <RecordHeader record={customer} />
      {release.isSuccess || nothing ? (
        <ResultNotice success={release.isSuccess} nextAction={[t("Buscar otro cliente"), another]}>
          {release.isSuccess ? (
            rich("{strong} Ya se le pueden hacer las preguntas otra vez, también en la llamada que está en curso.", {
              strong: <strong>{t("Liberado.")}</strong>,
            })
          ) : (
            <>
              <strong>{t("No había qué liberar.")}</strong> {nothing}
            </>
          )}
        </ResultNotice>
      ) : (
        <ReasonForm
          submitLabel={t("Liberar")}
          failureTitle={t("No se liberó.")}
          label={t("Razón")}
          description={t("Cómo confirmó que es el titular. ")}
          disabled={!live}
          busy={release.isPending}
          error={release.error}
          onSubmit={send}
          cancelAction={[t("Buscar otro cliente"), another]}
        />
      )}
    </>
  );
}
