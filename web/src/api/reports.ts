/** Informes: the list of reports, the content of one, and the creation of one. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { unwrap, api } from "./client";
import { useSingleFlight } from "./single-flight";
import type { components } from "./schema";
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

export const useReports = (filter: { kind?: ReportKind; cursor?: string }) =>
  useQuery({
    queryKey: [...reportsKey, "list", filter],
    placeholderData: (before) => before,
    queryFn: () => unwrap(api.GET("/api/v1/reports", { params: { query: { limit: 50, ...filter } } })),
  });
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
