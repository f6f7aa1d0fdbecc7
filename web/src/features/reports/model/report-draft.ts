/** What the user composes, before it is saved: tables, filters, period, recipients and schedule. Pure. */
import type {
  CatalogueFigure,
  Grouping,
  OwnReport,
  OwnReportCatalogue,
  OwnReportDefinition,
  OwnReportForm,
  OwnReportSchedule,
  ReportFormat,
} from "../../../api/own-reports";
import { t } from "../../../i18n/translate";

export interface TableDraft {
  groups: Grouping[];
  figures: string[];
}
export interface ReportDraft {
  title: string;
  tables: TableDraft[];
  line: string;
  queue: string;
  period: OwnReportDefinition["period"]["kind"];
  first: string;
  last: string;
  formats: ReportFormat[];
  recipients: string[];
  shared: boolean;
  every: OwnReportSchedule["every"] | "";
  hour: number;
  weekday: NonNullable<OwnReportSchedule["weekday"]>;
  day: number;
}

export const MOST_TABLES = 8;
export const MOST_FIGURES = 12;
const LEAST_TITLE = 3;

/** Return what is wrong with the title; empty if it is long enough. */
export const titleFault = ({ title }: Pick<ReportDraft, "title">): string =>
  title.trim().length < LEAST_TITLE
    ? t("Escriba un título de {leastTitle} letras o más.", { leastTitle: LEAST_TITLE })
    : "";

/** Return the draft of a new report: calls and service level by day, for its author. */
export const newDraft = (user: string, day: string, catalogue: OwnReportCatalogue): ReportDraft => ({
  title: "",
  tables: [
    {
      groups: ["day"],
      figures: ["calls.entered", "calls.answered", "calls.abandoned_queue"].filter((id) =>
        catalogue.figures.some((each) => each.id === id),
      ),
    },
  ],
  line: "",
  queue: "",
  period: "last_week",
  first: day,
  last: day,
  formats: ["pdf", "xlsx"],
  recipients: [user],
  shared: false,
  every: "",
  hour: 7,
  weekday: "monday",
  day: 1,
});

/** Return the draft of a stored report, to change it or to make a copy. */
export const draftOf = (report: OwnReport, day: string): ReportDraft => ({
  title: report.title,
  tables: report.definition.tables.map(({ groups, figures }) => ({ groups: groups ?? [], figures })),
  line: report.definition.line ?? "",
  queue: report.definition.queue ?? "",
  period: report.definition.period.kind,
  first: report.definition.period.first ?? day,
  last: report.definition.period.last ?? day,
  formats: report.formats,
  recipients: report.recipient_users.map(({ id }) => id),
  shared: report.shared,
  every: report.schedule?.every ?? "",
  hour: report.schedule?.hour ?? 7,
  weekday: report.schedule?.weekday ?? "monday",
  day: report.schedule?.day ?? 1,
});

/** Return the definition of a draft; null while a table has no figure or the days are not in order. */
export function definitionOf(draft: ReportDraft): OwnReportDefinition | null {
  const isFixed = draft.period === "fixed";
  if (draft.tables.length === 0 || draft.tables.some(({ figures }) => figures.length === 0)) return null;
  if (isFixed && (!draft.first || !draft.last || draft.last < draft.first)) return null;
  return {
    tables: draft.tables,
    period: isFixed ? { kind: "fixed", first: draft.first, last: draft.last } : { kind: draft.period },
    ...(draft.line && { line: draft.line }),
    ...(draft.queue && { queue: draft.queue }),
  };
}

/** Return the form to save; null while something is missing. */
export function formOf(draft: ReportDraft): OwnReportForm | null {
  const definition = definitionOf(draft);
  if (!definition || titleFault(draft) || draft.formats.length === 0) return null;
  const scheduled = draft.every !== "" && draft.period !== "fixed";
  return {
    title: draft.title.trim(),
    definition,
    formats: draft.formats,
    recipients: draft.recipients,
    shared: draft.shared,
    schedule: scheduled
      ? { every: draft.every as OwnReportSchedule["every"], hour: draft.hour, weekday: draft.weekday, day: draft.day }
      : null,
  };
}

const keyOf = (groups: readonly Grouping[]): string => groups.join("+");

/** Return the ways to group a table, as keys and names: those that some figure allows, the fewest groups first. */
export function groupingOptions(catalogue: OwnReportCatalogue): { value: string; label: string; groups: Grouping[] }[] {
  const options = new Map<string, Grouping[]>();
  for (const figure of catalogue.figures) for (const groups of figure.groups) options.set(keyOf(groups), groups);
  return [...options]
    .sort(([, one], [, other]) => one.length - other.length)
    .map(([value, groups]) => ({ value, label: groupsLabel(groups, catalogue), groups }));
}

/** Return how a table is grouped, in words: «Por día y línea». */
export function groupsLabel(groups: readonly Grouping[], catalogue: OwnReportCatalogue): string {
  if (groups.length === 0) return t("Solo el total");
  const names = groups.map((id) => catalogue.groupings.find((each) => each.id === id)?.name.toLowerCase() ?? id);
  return t("Por {names}", { names: names.join(t(" y ")) });
}

export const groupsKey = keyOf;

/** Return whether a figure can be counted by a table's groups, and with the filters of the report. */
export const fits = (
  figure: CatalogueFigure,
  groups: readonly Grouping[],
  draft: Pick<ReportDraft, "line" | "queue">,
): boolean =>
  figure.groups.some((each) => keyOf(each) === keyOf(groups)) &&
  (figure.filters || (draft.line === "" && draft.queue === ""));

/** Return a draft whose tables have only figures that fit, after a change of groups or filters. */
export const withoutUnfit = (draft: ReportDraft, catalogue: OwnReportCatalogue): ReportDraft => ({
  ...draft,
  tables: draft.tables.map((table) => ({
    ...table,
    figures: table.figures.filter((id) => {
      const figure = catalogue.figures.find((each) => each.id === id);
      return figure !== undefined && fits(figure, table.groups, draft);
    }),
  })),
});
