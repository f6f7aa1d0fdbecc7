/** The review of accounts in words, its filters, and what a key does on a row. Pure. */
import type { AccessReviewSummary, AccountFilter, ReviewDecision, ReviewedAccount } from "../../../api/access-reviews";
import type { FilterSpec, ListSpec, ListState } from "../../../components/data-list/list-state";
import { countPhrase } from "../../../formats";
import { inSentence, type Labels, labelOf, optionsOf } from "../../../labels";

export const ACCOUNT_LIST: ListSpec = {
  filters: ["decision", "finding", "role", "execution", "q"].map((name) => ({ name })),
  columns: ["user"],
  defaultColumns: ["user"],
  sorts: ["user"],
};

export const reviewPath = (id: string): string => `/revision-de-cuentas/${encodeURIComponent(id)}`;

/** Return the filters of the accounts with their choices; nothing is carried out before the signature. */
export const accountFilters = (labels: Labels, state: AccessReviewSummary["state"]): FilterSpec[] => [
  { name: "q", label: "Nombre o usuario", kind: "text", primary: true },
  {
    name: "decision",
    label: "Decisión",
    kind: "select",
    primary: true,
    choices: [{ value: "undecided", label: "Sin decidir" }, ...optionsOf(labels.access_review_decisions)],
  },
  {
    name: "finding",
    label: "Observación",
    kind: "select",
    primary: true,
    choices: [
      { value: "any", label: "Con observaciones" },
      { value: "none", label: "Sin observaciones" },
      ...optionsOf(labels.account_findings),
    ],
  },
  { name: "role", label: "Rol", kind: "select", primary: true, choices: optionsOf(labels.roles) },
  ...(state === "open"
    ? []
    : [
        {
          name: "execution",
          label: "En la cuenta",
          kind: "select" as const,
          primary: true,
          choices: optionsOf(labels.access_review_executions),
        },
      ]),
];

export const toAccountFilter = (filters: ListState["filters"]): AccountFilter => ({ ...filters }) as AccountFilter;

/** Return how far a review is: «5 de 7 decididas», «quedan 2 cuentas por cambiar». */
export function progressText({ state, accounts, counts }: AccessReviewSummary): string {
  if (state === "open") return `${accounts - counts.undecided} de ${accounts} decididas`;
  if (state === "closed") return `${countPhrase(accounts, "cuenta revisada", "cuentas revisadas")}`;
  return `${counts.pending === 1 ? "queda" : "quedan"} ${countPhrase(counts.pending, "cuenta", "cuentas")} por cambiar`;
}

/** Return the roles of an account in words; without one, «ninguno». */
export const rolesText = (labels: Labels, roles: readonly string[]): string =>
  roles.map((each) => labelOf(labels.roles, each)).join(", ") || "ninguno";

/** Return the decision in words: «Cambiar: Supervisor», «Mantener como excepción». */
export function decisionText(labels: Labels, account: ReviewedAccount): string {
  if (!account.decision) return "Sin decidir";
  const label = labelOf(labels.access_review_decisions, account.decision);
  if (account.decision === "change") return `${label}: ${inSentence(rolesText(labels, account.new_roles))}`;
  return account.exception_until ? `${label} como excepción` : label;
}

const DECISION_KEYS: Readonly<Record<string, ReviewDecision>> = { m: "keep", c: "change", r: "remove" };
/** Return the decision of a key on a row; null for other keys. */
export const decisionOfKey = (key: string): ReviewDecision | null => DECISION_KEYS[key.toLowerCase()] ?? null;

/** Whether a decision needs no form: an account without findings that stays as it is. */
export const isPlain = (account: ReviewedAccount, decision: ReviewDecision): boolean =>
  decision === "keep" && account.findings.length === 0;
