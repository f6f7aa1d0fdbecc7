/** The dialogs of a review: a decision with its reason, the signature, and the execution. */
import { DateField } from "../../../components/date-field/date-field";
import { Checkbox, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import {
  type AccessReview,
  type ReviewDecision,
  type ReviewedAccount,
  type Role,
  useDecide,
  useExecutePending,
  useSignReview,
} from "../../../api/access-reviews";
import { accountQuery } from "../../../api/queries";
import { serverClock } from "../../../clock";
import { FormDialog } from "../../../components/form-dialog";
import { countPhrase } from "../../../formats";
import { labelOf, optionsOf, useLabels } from "../../../labels";
import { addDays, localDay } from "../../oversight/model/indicator-view";
import { StepUpField, withoutStepUpError } from "../../users/ui/step-up-field";
import own from "./reviews.module.css";
import { t } from "../../../i18n/translate";

interface DialogProps {
  review: AccessReview;
  close: () => void;
  confirm: (text: string) => void;
}

const DONE: Record<ReviewDecision, string> = { keep: t("se mantiene"), change: t("cambia"), remove: t("se retira") };

export function DecisionDialog({
  review,
  account,
  initial: decision,
  close,
  confirm,
}: DialogProps & { account: ReviewedAccount; initial: ReviewDecision }) {
  const labels = useLabels();
  const today = localDay(serverClock.now());
  const current = account.roles.map((each) => each.role);
  const [roles, setRoles] = useState<Role[]>(account.new_roles.length ? account.new_roles : current);
  const [reason, setReason] = useState(account.reason ?? "");
  const [until, setUntil] = useState(account.exception_until ?? "");
  const decide = useDecide(review.id);
  const isException = decision === "keep";
  const complete =
    reason.trim() !== "" && (!isException || until !== "") && (decision !== "change" || roles.length > 0);
  const submit = () =>
    decide.mutate(
      {
        users: [account.user],
        decision,
        roles: decision === "change" ? roles : [],
        reason: reason.trim(),
        exception_until: isException ? until : null,
      },
      {
        onSuccess: () => {
          confirm(`${account.user}: ${DONE[decision]}.`);
          close();
        },
      },
    );
  return (
    <FormDialog
      title={t("{decision} la cuenta {user}", {
        decision: labelOf(labels.access_review_decisions, decision),
        user: account.user,
      })}
      submitLabel={t("Guardar la decisión")}
      canSubmit={complete}
      busy={decide.isPending}
      error={decide.error}
      onSubmit={submit}
      onClose={close}
    >
      {decision === "change" && (
        <Checkbox.Group
          label={t("Roles que le quedan")}
          value={roles}
          onChange={(chosen) => setRoles(chosen as Role[])}
        >
          <div className={own.roles}>
            {optionsOf(labels.roles).map((each) => (
              <Checkbox key={each.value} value={each.value} label={each.label} />
            ))}
          </div>
        </Checkbox.Group>
      )}
      {isException && (
        <DateField
          label={t("Último día de la excepción")}
          description={t("La cuenta tiene observaciones: se mantiene como excepción, y ese día se avisa.")}
          min={addDays(today, 1)}
          max={addDays(today, review.exception_days)}
          value={until}
          onChange={(day) => setUntil(day)}
          data-first
        />
      )}
      <Textarea
        label={t("Motivo")}
        description={t("Queda con la decisión, en lo que se firma.")}
        autosize
        minRows={2}
        maxLength={2000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        {...(isException ? {} : { "data-first": true })}
      />
    </FormDialog>
  );
}

export function SignDialog({ review, close, confirm }: DialogProps) {
  const sign = useSignReview(review.id);
  const { keep, change, remove } = review.counts;
  return (
    <FormDialog
      title={t("Firmar la revisión {id}", { id: review.id })}
      submitLabel={t("Firmar")}
      canSubmit
      busy={sign.isPending}
      error={sign.error}
      onSubmit={() =>
        sign.mutate(undefined, {
          onSuccess: () => {
            confirm(t("La revisión quedó firmada."));
            close();
          },
        })
      }
      onClose={close}
    >
      <p>
        {t(
          "{keep} se mantienen, {change} cambian y {remove} se retiran. Firmada no cambia, y un administrador hace lo decidido.",
          { keep, change, remove },
        )}
      </p>
    </FormDialog>
  );
}

export function ExecuteDialog({ review, close, confirm }: DialogProps) {
  const user = useQuery(accountQuery).data?.user ?? "";
  const [proof, setProof] = useState("");
  const execute = useExecutePending(review.id);
  return (
    <FormDialog
      title={t("Hacer lo decidido")}
      submitLabel={t("Hacerlo en las cuentas")}
      canSubmit={proof !== ""}
      busy={execute.isPending}
      error={withoutStepUpError(execute.error)}
      onSubmit={() =>
        execute.mutate(
          { user, proof },
          {
            onSuccess: (done) => {
              confirm(t("Se hizo lo decidido en {done}.", { done: countPhrase(done, "cuenta", "cuentas") }));
              close();
            },
          },
        )
      }
      onClose={close}
    >
      <p>
        {t(
          "Las cuentas retiradas se inhabilitan y sus sesiones se cierran; las que cambian quedan con los roles decididos. Lo que necesita otra persona queda por aprobar en «Usuarios».",
        )}
      </p>
      <StepUpField value={proof} change={setProof} error={execute.error} />
    </FormDialog>
  );
}
