/** The review of accounts in words, its filters, and what a key does on a row. Pure. */
import type { AccessReviewSummary, AccountFilter, ReviewDecision, ReviewedAccount } from "../../../api/access-reviews";
import type { FilterSpec, ListSpec, ListState } from "../../../components/data-list/list-state";
import { countPhrase } from "../../../formats";
import { inSentence, type Labels, labelOf, optionsOf } from "../../../labels";
import { t } from "../../../i18n/translate";

export const ACCOUNT_LIST: ListSpec = {
  filters: ["decision", "finding", "role", "execution", "q"].map((name) => ({ name })),
  columns: ["user"],
  defaultColumns: ["user"],
  sorts: ["user"],
};

export const reviewPath = (id: string): string => `/revision-de-cuentas/${encodeURIComponent(id)}`;

/** Return the filters of the accounts with their choices; nothing is carried out before the signature. */
export const accountFilters = (labels: Labels, state: AccessReviewSummary["state"]): FilterSpec[] => [
  { name: "q", label: t("Nombre o usuario"), kind: "text", primary: true },
  {
    name: "decision",
    label: t("Decisión"),
    kind: "select",
    primary: true,
    choices: [{ value: "undecided", label: t("Sin decidir") }, ...optionsOf(labels.access_review_decisions)],
  },
  {
    name: "finding",
    label: t("Observación"),
    kind: "select",
    primary: true,
    choices: [
      { value: "any", label: t("Con observaciones") },
      { value: "none", label: t("Sin observaciones") },
      ...optionsOf(labels.account_findings),
    ],
  },
  { name: "role", label: t("Rol"), kind: "select", primary: true, choices: optionsOf(labels.roles) },
  ...(state === "open"
    ? []
    : [
        {
          name: "execution",
          label: t("En la cuenta"),
          kind: "select" as const,
          primary: true,
          choices: optionsOf(labels.access_review_executions),
        },
      ]),
];

export const toAccountFilter = (filters: ListState["filters"]): AccountFilter => ({ ...filters }) as AccountFilter;

/** Return how far a review is: «5 de 7 decididas», «quedan 2 cuentas por cambiar». */
export function progressText({ state, accounts, counts }: AccessReviewSummary): string {
  if (state === "open")
    return t("{accounts} de {accounts2} decididas", { accounts: accounts - counts.undecided, accounts2: accounts });
  if (state === "closed") return `${countPhrase(accounts, "cuenta revisada", "cuentas revisadas")}`;
  return counts.pending === 1
    ? t("queda {pending} por cambiar", { pending: countPhrase(counts.pending, "cuenta", "cuentas") })
    : t("quedan {pending} por cambiar", { pending: countPhrase(counts.pending, "cuenta", "cuentas") });
}

/** Return the roles of an account in words; without one, «ninguno». */
export const rolesText = (labels: Labels, roles: readonly string[]): string =>
  roles.map((each) => labelOf(labels.roles, each)).join(", ") || t("ninguno");

/** Return the decision in words: «Cambiar: Supervisor», «Mantener como excepción». */
export function decisionText(labels: Labels, account: ReviewedAccount): string {
  if (!account.decision) return t("Sin decidir");
  const label = labelOf(labels.access_review_decisions, account.decision);
  if (account.decision === "change") return `${label}: ${inSentence(rolesText(labels, account.new_roles))}`;
  return account.exception_until ? t("{label} como excepción", { label }) : label;
}

const DECISION_KEYS: Readonly<Record<string, ReviewDecision>> = { m: "keep", c: "change", r: "remove" };
/** Return the decision of a key on a row; null for other keys. */
export const decisionOfKey = (key: string): ReviewDecision | null => DECISION_KEYS[key.toLowerCase()] ?? null;

/** Whether a decision needs no form: an account without findings that stays as it is. */
export const isPlain = (account: ReviewedAccount, decision: ReviewDecision): boolean =>
  decision === "keep" && account.findings.length === 0;
