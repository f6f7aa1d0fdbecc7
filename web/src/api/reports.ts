/** Informes: the list of reports, the content of one, and the creation of one. */
import { queryOptions, useMutation, useQuery } from "@tanstack/react-query";
import { unwrap, api } from "./client";
import { useSingleFlight } from "./single-flight";
import type { components } from "./schema";
import { OPENING_MS } from "./queries";
import { renewQueries } from "./renewal";

type Schemas = components["schemas"];
export type ReportSummary = Schemas["ReportSummary"];
export type ReportKind = ReportSummary["kind"];
export type ReportContent = Schemas["ReportContent"];
export type ReportSection = ReportContent["sections"][number];
export type ReportTable = Schemas["ReportTable"];
export type ReportChart = Schemas["ReportChart"];
export type ReportCell = Schemas["ReportCell"];

const reportsKey = ["reports"];

interface ReportFilter {
  kind?: ReportKind;
  cursor?: string;
}
export const reportsQuery = (filter: ReportFilter) =>
  queryOptions({
    queryKey: [...reportsKey, "list", filter],
    staleTime: OPENING_MS,
    placeholderData: (before) => before,
    queryFn: () => unwrap(api.GET("/api/v1/reports", { params: { query: { limit: 50, ...filter } } })),
  });
export const useReports = (filter: ReportFilter) => useQuery(reportsQuery(filter));
/** Fetch a report, which never changes. */
export const useReport = (id: string) =>
  useQuery({
    queryKey: [...reportsKey, id],
    staleTime: Infinity,
    queryFn: () => unwrap(api.GET("/api/v1/reports/{report_id}", { params: { path: { report_id: id } } })),
  });
export const useCreateReport = () =>
  useSingleFlight(
    useMutation({
      mutationFn: (body: { kind: ReportKind; day?: string; month?: string; quarter?: string; year?: number }) =>
        unwrap(api.POST("/api/v1/reports", { body })),
      onSettled: renewQueries(reportsKey),
    }),
  );
