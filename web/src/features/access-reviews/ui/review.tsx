/** One review: its progress and seals, its accounts with filters, the decisions, the signature and the execution. */
import { Button } from "@mantine/core";
import { useState } from "react";
import {
  type AccessReview,
  ACCOUNT_PAGE_ROWS,
  accessReviewFile,
  type ReviewDecision,
  type ReviewedAccount,
  useAccessReview,
  useDecide,
  useKeepSound,
  useReviewedAccounts,
} from "../../../api/access-reviews";
import { Confirmation, useConfirmation } from "../../../components/confirmation";
import { FilterBar } from "../../../components/data-list/filter-bar";
import { Pager } from "../../../components/data-list/pager";
import { useListState } from "../../../components/data-list/use-list-state";
import { Link } from "../../../components/link";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { TechnicalDetails } from "../../../components/technical-details";
import { countPhrase, longDateOfDay } from "../../../formats";
import { useLabels } from "../../../labels";
import { ACCOUNT_LIST, accountFilters, isPlain, progressText, toAccountFilter } from "../model/reviews";
import { AccountTable } from "./account-table";
import { DecisionDialog, ExecuteDialog, SignDialog } from "./dialogs";
import { ReviewStateTag } from "./tags";
import css from "../../quality/ui/quality.module.css";
import own from "./reviews.module.css";
import { rich, t } from "../../../i18n/translate";

export function ReviewPage({ id }: { id: string }) {
  const { data, error, refetch } = useAccessReview(id);
  if (error && !data)
    return <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer la revisión.")} />;
  return data ? <Review review={data} /> : <Loading label={t("Leyendo la revisión…")} />;
}

type Open = { account: ReviewedAccount; decision: ReviewDecision } | "sign" | "execute" | null;

function Review({ review }: { review: AccessReview }) {
  const [open, setOpen] = useState<Open>(null);
  const [done, confirm] = useConfirmation();
  const decide = useDecide(review.id);
  const close = () => setOpen(null);
  const mayDecide = review.acts.includes("decide");
  const choose = (account: ReviewedAccount, decision: ReviewDecision) => {
    if (!isPlain(account, decision)) return setOpen({ account, decision });
    decide.mutate(
      { users: [account.user], decision, roles: [], reason: "" },
      { onSuccess: () => confirm(t("{user}: se mantiene.", { user: account.user })) },
    );
  };
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="revision">
      <p className="small">
        <Link to="/revision-de-cuentas">{t("Todas las revisiones")}</Link>
      </p>
      <header>
        <h1 id="revision" className={css.grow}>
          {rich("Revisión de cuentas {id}", { id: <span className="num">{review.id}</span> })}
        </h1>
        <ReviewStateTag review={review} />
      </header>
      <p>
        {t("Período: {period}; {review}; vence el {due_on}.", {
          period: review.period,
          review: progressText(review),
          due_on: longDateOfDay(review.due_on),
        })}
      </p>
      <progress
        className={own.progress}
        max={review.accounts}
        value={review.accounts - review.counts.undecided}
        aria-label={t("Cuentas decididas")}
      />
      <Actions review={review} open={setOpen} confirm={confirm} />
      {decide.error && <Failure error={decide.error} />}
      <Confirmation>{done}</Confirmation>
      <Accounts review={review} decide={mayDecide ? choose : undefined} />
      <Seals review={review} />
      {open === "sign" && <SignDialog review={review} close={close} confirm={confirm} />}
      {open === "execute" && <ExecuteDialog review={review} close={close} confirm={confirm} />}
      {open !== null && typeof open === "object" && (
        <DecisionDialog
          review={review}
          account={open.account}
          initial={open.decision}
          close={close}
          confirm={confirm}
        />
      )}
    </section>
  );
}

interface ActionsProps {
  review: AccessReview;
  open: (what: Open) => void;
  confirm: (text: string) => void;
}

function Actions({ review, open, confirm }: ActionsProps) {
  const keep = useKeepSound(review.id);
  if (review.acts.length === 0) return null;
  return (
    <>
      <p className={css.acts}>
        {review.acts.includes("sign") && <Button onClick={() => open("sign")}>{t("Firmar la revisión")}</Button>}
        {review.acts.includes("decide") && review.counts.undecided > 0 && (
          <Button
            variant="default"
            loading={keep.isPending}
            onClick={() =>
              keep.mutate(undefined, {
                onSuccess: (kept) =>
                  confirm(
                    kept
                      ? t("Se mantienen {kept}.", { kept: countPhrase(kept, "cuenta", "cuentas") })
                      : t("No queda ninguna así."),
                  ),
              })
            }
          >
            {t("Mantener las que no tienen observaciones")}
          </Button>
        )}
        {review.acts.includes("execute") && <Button onClick={() => open("execute")}>{t("Hacer lo decidido")}</Button>}
      </p>
      {keep.error && <Failure error={keep.error} />}
    </>
  );
}

interface AccountsProps {
  review: AccessReview;
  decide: ((account: ReviewedAccount, decision: ReviewDecision) => void) | undefined;
}

function Accounts({ review, decide }: AccountsProps) {
  const labels = useLabels();
  const list = useListState(ACCOUNT_LIST);
  const page = useReviewedAccounts(review.id, toAccountFilter(list.state.filters), list.cursor);
  return (
    <>
      <FilterBar
        specs={accountFilters(labels, review.state)}
        filters={list.state.filters}
        onChange={(filters) => list.set({ filters })}
      />
      {decide && (
        <p className={`quiet small ${own.keys}`}>
          {rich(
            "Con una cuenta enfocada: {kbd} la mantiene, {kbd2} la cambia, {kbd3} la retira; {kbd4} y {kbd5} pasan a otra.",
            { kbd: <kbd>M</kbd>, kbd2: <kbd>C</kbd>, kbd3: <kbd>R</kbd>, kbd4: <kbd>↑</kbd>, kbd5: <kbd>↓</kbd> },
          )}
        </p>
      )}
      {page.error && !page.data ? (
        <Failure error={page.error} retry={() => void page.refetch()} title={t("No se pudieron leer las cuentas.")} />
      ) : !page.data ? (
        <Loading label={t("Leyendo las cuentas…")} />
      ) : page.data.accounts.length === 0 ? (
        <Empty title={t("Ninguna cuenta cumple los filtros")}>{t("Quite un filtro.")}</Empty>
      ) : (
        <AccountTable accounts={page.data.accounts} decide={decide} />
      )}
      {page.data && (
        <Pager
          control={list}
          rows={page.data.accounts.length}
          size={ACCOUNT_PAGE_ROWS}
          next={page.data.next}
          total={page.data.total}
        />
      )}
    </>
  );
}

function Seals({ review }: { review: AccessReview }) {
  return (
    <dl className={css.facts}>
      <dt>{t("Sellos")}</dt>
      <dd className={own.files}>
        <a href={accessReviewFile(review.id, "snapshot")}>{t("Descargar la foto de las cuentas")}</a>
        {review.digest && (
          <a href={accessReviewFile(review.id, "decisions")}>{t("Descargar las decisiones firmadas")}</a>
        )}
        <TechnicalDetails about={t("de la revisión")}>
          <p className={css.hash}>
            {t("SHA-256 de la foto: {snapshot_digest}", { snapshot_digest: review.snapshot_digest })}
          </p>
          {review.digest && (
            <p className={css.hash}>{t("SHA-256 de las decisiones: {digest}", { digest: review.digest })}</p>
          )}
        </TechnicalDetails>
      </dd>
    </dl>
  );
}
