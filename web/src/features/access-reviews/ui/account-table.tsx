/** The accounts of a review. ↓ and ↑ move between the accounts; on one of them, M keeps, C changes and R removes it. */
import { Button } from "@mantine/core";
import { type KeyboardEvent, useRef } from "react";
import type { ReviewDecision, ReviewedAccount } from "../../../api/access-reviews";
import { serverClock } from "../../../clock";
import { momentPhrase } from "../../../formats";
import { useRegisteredShortcuts } from "../../../keyboard-shortcuts";
import { labelOf, useLabels } from "../../../labels";
import { decisionOfKey, rolesText } from "../model/reviews";
import { Decision, FindingTags } from "./tags";
import css from "../../quality/ui/quality.module.css";
import own from "./reviews.module.css";
import { t } from "../../../i18n/translate";

interface AccountTableProps {
  accounts: ReviewedAccount[];
  /** Missing where the reader decides nothing. */
  decide: ((account: ReviewedAccount, decision: ReviewDecision) => void) | undefined;
}

const DECISIONS: readonly ReviewDecision[] = ["keep", "change", "remove"];
const MOVE_KEYS = [{ label: t("↑ y ↓"), does: t("Pasar a la cuenta anterior o a la siguiente") }];
const DECIDE_KEYS = [...MOVE_KEYS, { label: t("M, C y R"), does: t("Mantener, cambiar o retirar la cuenta") }];
const ROW_STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

export function AccountTable({ accounts, decide }: AccountTableProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  useRegisteredShortcuts(decide ? DECIDE_KEYS : MOVE_KEYS);
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    const rows = [...(body.current?.rows ?? [])];
    const at = rows.findIndex((row) => row.contains(event.target as Node));
    const step = ROW_STEPS[event.key];
    const decision = decisionOfKey(event.key);
    const account = accounts[at];
    if (step) {
      event.preventDefault();
      rows[Math.min(Math.max(at + step, 0), rows.length - 1)]?.querySelector("button")?.focus();
    } else if (decision && account && decide && !account.own) {
      event.preventDefault();
      decide(account, decision);
    }
  };
  return (
    <div className={css.scroll} tabIndex={0} role="group" aria-labelledby="revision">
      <table className="list">
        <thead>
          <tr>
            <th scope="col">{t("Cuenta")}</th>
            <th scope="col">{t("Roles")}</th>
            <th scope="col">{t("Última entrada")}</th>
            <th scope="col">{t("Observaciones")}</th>
            <th scope="col">{t("Decisión")}</th>
            {decide && <th scope="col">{t("Decidir")}</th>}
          </tr>
        </thead>
        <tbody ref={body} onKeyDown={press}>
          {accounts.map((each) => (
            <AccountRow key={each.user} account={each} decide={decide} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function AccountRow({ account, decide }: { account: ReviewedAccount; decide: AccountTableProps["decide"] }) {
  const labels = useLabels();
  const now = serverClock.now();
  return (
    <tr>
      <th scope="row">
        {account.name}
        <span className={css.below}>
          {account.user}
          {account.disabled_at && t(" · inhabilitada")}
          {!account.second_factor && t(" · sin segundo factor")}
          {account.tokens.length > 0 && t(" · tokens: {tokens}", { tokens: account.tokens.length })}
        </span>
      </th>
      <td data-label={t("Roles")}>
        {rolesText(
          labels,
          account.roles.map((each) => each.role),
        )}
      </td>
      <td data-label={t("Última entrada")}>
        {account.signed_in_at ? momentPhrase(account.signed_in_at, now) : t("nunca")}
      </td>
      <td data-label={t("Observaciones")} data-wide>
        <FindingTags account={account} />
      </td>
      <td data-label={t("Decisión")} data-wide>
        <Decision account={account} />
      </td>
      {decide && (
        <td data-label={t("Decidir")} data-wide>
          {account.own ? (
            <span className="quiet small">{t("Es su cuenta: la decide otra persona.")}</span>
          ) : (
            <span className={own.choices}>
              {DECISIONS.map((each) => (
                <Button
                  key={each}
                  size="compact-sm"
                  variant={account.decision === each ? "filled" : "default"}
                  aria-pressed={account.decision === each}
                  aria-label={`${labelOf(labels.access_review_decisions, each)} ${account.user}`}
                  onClick={() => decide(account, each)}
                >
                  {labelOf(labels.access_review_decisions, each)}
                </Button>
              ))}
            </span>
          )}
        </td>
      )}
    </tr>
  );
}
