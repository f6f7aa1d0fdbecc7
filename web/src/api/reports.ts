/** Informes: those that were made, the content of one, and making one now. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { answer, api } from "./client";
import { useOnce } from "./single-flight";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type ReportRow = Schemas["ReportSummary"];
export type ReportKind = ReportRow["kind"];
export type ReportContent = Schemas["ReportContent"];
export type Section = ReportContent["sections"][number];
export type Table = Schemas["ReportTable"];
export type Chart = Schemas["ReportChart"];
export type Cell = Schemas["ReportCell"];

const key = ["reports"];

export const useReports = (wanted: { kind?: ReportKind; cursor?: string }) =>
  useQuery({ queryKey: [...key, "list", wanted], placeholderData: (before) => before, queryFn: () => answer(api.GET("/api/v1/reports", { params: { query: { limit: 50, ...wanted } } })) });
/** A report is never changed. */
export const useReport = (id: string) =>
  useQuery({ queryKey: [...key, id], staleTime: Infinity, queryFn: () => answer(api.GET("/api/v1/reports/{report_id}", { params: { path: { report_id: id } } })) });
export const useMakeReport = () =>
  useOnce(useMutation({
    mutationFn: (body: { kind: ReportKind; day?: string; month?: string }) => answer(api.POST("/api/v1/reports", { body })),
    onSettled: (_data, _error, _sent, _made, { client }) => client.invalidateQueries({ queryKey: key }),
  }));
