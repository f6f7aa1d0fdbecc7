/** The tags of a review and of an account: its state, what is flagged, and what was decided. */
import type { AccessReviewSummary, ReviewedAccount } from "../../../api/access-reviews";
import { shortDateOfDay } from "../../../formats";
import { labelOf, useLabels } from "../../../labels";
import { decisionText } from "../model/reviews";
import css from "../../quality/ui/quality.module.css";
import own from "./reviews.module.css";
import { t } from "../../../i18n/translate";

const STATE_TONES = { open: "warn", signed: "warn", closed: "good" } as const;

export function ReviewStateTag({ review }: { review: Pick<AccessReviewSummary, "state" | "late"> }) {
  const { access_review_states } = useLabels();
  return (
    <span className={own.tags}>
      <span className={css.tag} data-tone={STATE_TONES[review.state]}>
        {labelOf(access_review_states, review.state)}
      </span>
      {review.late && (
        <span className={css.tag} data-tone="bad">
          {t("Vencida")}
        </span>
      )}
    </span>
  );
}

export function FindingTags({ account }: { account: ReviewedAccount }) {
  const { account_findings } = useLabels();
  if (account.findings.length === 0) return <span className="quiet">–</span>;
  return (
    <span className={own.tags}>
      {account.findings.map((each) => (
        <span key={each} className={css.tag} data-tone="warn">
          {labelOf(account_findings, each)}
        </span>
      ))}
    </span>
  );
}

const EXECUTION_TONES = { pending: "warn", requested: "warn", executed: "good" } as const;

export function Decision({ account }: { account: ReviewedAccount }) {
  const labels = useLabels();
  const { decided, execution, executed, exception_until } = account;
  return (
    <>
      <span className={own.tags}>
        <span className={account.decision ? undefined : "quiet"}>{decisionText(labels, account)}</span>
        {execution && (
          <span className={css.tag} data-tone={EXECUTION_TONES[execution]}>
            {labelOf(labels.access_review_executions, execution)}
          </span>
        )}
        {account.exception_expired && (
          <span className={css.tag} data-tone="bad">
            {t("Excepción vencida")}
          </span>
        )}
      </span>
      {exception_until && (
        <span className={css.below}>
          {t("Hasta el {exception_until}", { exception_until: shortDateOfDay(exception_until) })}
        </span>
      )}
      {account.reason && <span className={css.below}>{account.reason}</span>}
      {decided && <span className={css.below}>{t("Decidió {by_name}", { by_name: decided.by_name })}</span>}
      {executed && <span className={css.below}>{t("Lo hizo {by_name}", { by_name: executed.by_name })}</span>}
    </>
  );
}
