/** Own reports: the catalogue, the reports that the user sees, their runs, and what the owner does with them. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import { useSingleFlight } from "./single-flight";
import type { components } from "./schema";
import { renewQueries } from "./renewal";

type Schemas = components["schemas"];
export type OwnReport = Schemas["OwnReport"];
export type OwnReportSummary = Schemas["OwnReportSummary"];
export type OwnReportDefinition = Schemas["OwnReportDefinition"];
export type OwnReportForm = Schemas["OwnReportForm"];
export type OwnReportSchedule = Schemas["OwnReportSchedule"];
export type OwnReportRun = Schemas["OwnReportRun"];
export type OwnReportDelivery = Schemas["OwnReportDelivery"];
export type OwnReportCatalogue = Schemas["OwnReportCatalogue"];
export type CatalogueFigure = Schemas["CatalogueFigureItem"];
export type Grouping = CatalogueFigure["groups"][number][number];
export type ReportFormat = OwnReportForm["formats"][number];
export type ReportSection = Schemas["ReportSection"];

const OWN_REPORTS = ["own-reports"];
const pathOf = (id: string) => ({ params: { path: { own_report_id: id } } });

export const useCatalogue = () =>
  useQuery({
    queryKey: [...OWN_REPORTS, "catalogue"],
    staleTime: 60_000,
    queryFn: () => unwrap(api.GET("/api/v1/own-report-catalogue")),
  });

export const useOwnReports = (cursor: string | undefined) =>
  useQuery({
    queryKey: [...OWN_REPORTS, "list", cursor],
    placeholderData: (before) => before,
    queryFn: () => unwrap(api.GET("/api/v1/own-reports", { params: { query: { limit: 50, cursor } } })),
  });

export const useOwnReport = (id: string) =>
  useQuery({
    queryKey: [...OWN_REPORTS, "report", id],
    enabled: id !== "",
    queryFn: () => unwrap(api.GET("/api/v1/own-reports/{own_report_id}", pathOf(id))),
  });

export const useRuns = (id: string, cursor: string | undefined) =>
  useQuery({
    queryKey: [...OWN_REPORTS, "runs", id, cursor],
    placeholderData: (before) => before,
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/own-reports/{own_report_id}/runs", {
          params: { path: { own_report_id: id }, query: { limit: 20, cursor } },
        }),
      ),
  });

/** Fetch a run with its tables, which never change. */
export const useRun = (id: string) =>
  useQuery({
    queryKey: [...OWN_REPORTS, "run", id],
    queryFn: () => unwrap(api.GET("/api/v1/own-report-runs/{run_id}", { params: { path: { run_id: id } } })),
  });

/** Compute a definition as of now; null waits for a complete one. */
export const usePreview = (definition: OwnReportDefinition | null) =>
  useQuery({
    queryKey: [...OWN_REPORTS, "preview", definition],
    enabled: definition !== null,
    retry: false,
    placeholderData: (before) => before,
    queryFn: () => unwrap(api.POST("/api/v1/own-report-previews", { body: { definition: definition! } })),
  });

export const useSaveReport = () =>
  useSingleFlight(
    useMutation({
      mutationFn: ({ change, form }: { change: Pick<OwnReport, "id" | "version"> | null; form: OwnReportForm }) =>
        change
          ? unwrap(
              api.PUT("/api/v1/own-reports/{own_report_id}", {
                ...pathOf(change.id),
                body: { ...form, version: change.version },
              }),
            )
          : unwrap(api.POST("/api/v1/own-reports", { body: form })),
      onSettled: renewQueries(OWN_REPORTS),
    }),
  );

export type ReportStep = "pause" | "resumption";
export const useReportStep = (id: string) =>
  useSingleFlight(
    useMutation({
      mutationFn: (step: ReportStep) =>
        step === "pause"
          ? unwrap(api.POST("/api/v1/own-reports/{own_report_id}/pause", pathOf(id)))
          : unwrap(api.POST("/api/v1/own-reports/{own_report_id}/resumption", pathOf(id))),
      onSettled: renewQueries(OWN_REPORTS),
    }),
  );

export const useRunReport = (id: string) =>
  useSingleFlight(
    useMutation({
      mutationFn: (send: boolean) =>
        unwrap(api.POST("/api/v1/own-reports/{own_report_id}/runs", { ...pathOf(id), body: { send } })),
      onSettled: renewQueries(OWN_REPORTS),
    }),
  );

export const useTransferReport = (id: string) =>
  useSingleFlight(
    useMutation({
      mutationFn: (owner: string) =>
        unwrap(api.POST("/api/v1/own-reports/{own_report_id}/transfer", { ...pathOf(id), body: { owner } })),
      onSettled: renewQueries(OWN_REPORTS),
    }),
  );

export const useDeleteReport = (id: string) =>
  useSingleFlight(
    useMutation({
      mutationFn: () => unwrap(api.DELETE("/api/v1/own-reports/{own_report_id}", pathOf(id))),
      onSettled: renewQueries(OWN_REPORTS),
    }),
  );
