/** The lists and the form of the knowledge base. Pure. */
import type { ArticleDetail, ArticleForm, ArticleState, LibraryArticle, LibraryFilter } from "../../../api/knowledge";
import type { FilterSpec, ListSpec, ListState } from "../../../components/data-list/list-state";
import { t } from "../../../i18n/translate";

export const LIBRARY_PATH = "/conocimiento";
export const NEW_ARTICLE = "nuevo";
export const articlePath = (id: string): string => `${LIBRARY_PATH}/${encodeURIComponent(id)}`;

export const STATE_NAMES: Record<ArticleState, string> = {
  draft: t("Borrador"),
  scheduled: t("Programado"),
  published: t("Vigente"),
  expired: t("Vencido"),
  withdrawn: t("Retirado"),
};
export const STATE_TONES: Partial<Record<ArticleState, string>> = { published: "good", expired: "warn" };

const COLUMNS = ["title", "state", "owner", "topics", "review", "figures"] as const;
export const LIBRARY_LIST: ListSpec = {
  filters: ["words", "state", "owner", "topic", "pending"].map((name) => ({ name })),
  columns: COLUMNS,
  defaultColumns: COLUMNS,
  sorts: ["-updated"],
};

interface Choice {
  value: string;
  label: string;
}

/** Return the filters of the library, with the users who may own an article and the topics. */
export function libraryFilters(owners: readonly { user: string; name: string }[], topics: Choice[]): FilterSpec[] {
  const states = Object.entries(STATE_NAMES).map(([value, label]) => ({ value, label }));
  const people = owners.map(({ user, name }) => ({ value: user, label: name }));
  return [
    { name: "state", label: t("Estado"), kind: "select", choices: states, primary: true },
    { name: "owner", label: t("Responsable"), kind: "select", choices: people, primary: true },
    { name: "topic", label: t("Tipología"), kind: "select", choices: topics },
    { name: "pending", label: t("Por publicar o por revisar"), kind: "flag", primary: true },
  ];
}

export const toLibraryFilter = ({ pending, ...others }: ListState["filters"]): LibraryFilter =>
  ({ ...others, ...(pending ? { pending: true } : {}) }) as LibraryFilter;

/** Return the name of a version of an article. */
export const versionLabel = ({ version }: { version: number }): string => t("Versión {version}", { version });

/** Return the share of readers whom an article helped: «8 de 10»; empty without an opinion. */
export function usefulPhrase({ useful, not_useful }: Pick<LibraryArticle, "useful" | "not_useful">): string {
  return useful + not_useful === 0 ? "" : t("sirvió a {useful} de {useful2}", { useful, useful2: useful + not_useful });
}

/** Return what an editor has to do with an article; empty for nothing. */
export function pendingPhrase({
  state,
  has_draft,
  published,
  review_due,
}: Pick<LibraryArticle, "state" | "has_draft" | "published" | "review_due">): string {
  if (has_draft && published > 0) return t("Hay una versión sin publicar");
  if (review_due && state === "published") return t("Revisión vencida");
  return "";
}

export interface ArticleFields {
  title: string;
  body: string;
  topics: string[];
  owner: string;
  valid_from: string;
  valid_until: string;
  review_on: string;
}

/** Return the fields of a new article: valid from today, to be reviewed in half a year. */
export const emptyFields = (owner: string, today: string): ArticleFields => ({
  ...{ title: "", body: "", topics: [], owner, valid_from: today, valid_until: "" },
  review_on: addMonths(today, 6),
});

export const fieldsOf = ({ newest, owner }: Pick<ArticleDetail, "newest" | "owner">): ArticleFields => ({
  title: newest.title,
  body: newest.body,
  topics: newest.topics.map(({ id }) => id),
  owner,
  valid_from: newest.valid_from,
  valid_until: newest.valid_until ?? "",
  review_on: newest.review_on,
});

export const toArticleForm = (fields: ArticleFields, revision: number): ArticleForm => ({
  ...fields,
  valid_until: fields.valid_until || null,
  revision,
});

export const canSave = ({ title, body, owner, valid_from, review_on }: ArticleFields): boolean =>
  title.trim().length > 2 && [body.trim(), owner, valid_from, review_on].every(Boolean);

/** Return a day some months later; the last one of a shorter month. */
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const first = new Date(Date.UTC(year, month - 1 + months, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(date, last));
  return first.toISOString().slice(0, 10);
}
