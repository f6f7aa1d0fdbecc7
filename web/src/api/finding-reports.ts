/** Reports of findings: asked for, presented, received and answered. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import { useSingleFlight } from "./single-flight";
import type { components } from "./schema";
import { renewQueries } from "./renewal";

type Schemas = components["schemas"];
export type FindingReport = Schemas["FindingReportDetail"];
export type FindingReportSummary = Schemas["FindingReportSummary"];
export type FindingReportScope = FindingReport["scope"];
export type FindingReportStep = FindingReport["steps"][number];

/** While the worker makes a report, it is read again. */
const WAIT_MS = 2_000;
const reportsKey = ["finding-reports"];
const path = (id: string) => ({ params: { path: { report_id: id } } });

export const useFindingReports = (cursor?: string) =>
  useQuery({
    queryKey: [...reportsKey, "list", cursor],
    placeholderData: (before) => before,
    refetchInterval: ({ state }) => (state.data?.reports.some((each) => each.state === "queued") ? WAIT_MS : false),
    queryFn: () => unwrap(api.GET("/api/v1/quality/finding-reports", { params: { query: { limit: 50, cursor } } })),
  });

export const useFindingReport = (id: string) =>
  useQuery({
    queryKey: [...reportsKey, "one", id],
    refetchInterval: ({ state }) => (state.data?.state === "queued" ? WAIT_MS : false),
    queryFn: () => unwrap(api.GET("/api/v1/quality/finding-reports/{report_id}", path(id))),
  });

export const useAskFindingReport = () =>
  useSingleFlight(
    useMutation({
      mutationFn: (body: Schemas["FindingReportRequest"]) =>
        unwrap(api.POST("/api/v1/quality/finding-reports", { body })),
      onSettled: renewQueries(reportsKey),
    }),
  );

function takeStep(id: string, step: FindingReportStep, text: string) {
  if (step === "present") return unwrap(api.POST("/api/v1/quality/finding-reports/{report_id}/presentation", path(id)));
  if (step === "receive") return unwrap(api.POST("/api/v1/quality/finding-reports/{report_id}/reception", path(id)));
  return unwrap(api.POST("/api/v1/quality/finding-reports/{report_id}/answer", { ...path(id), body: { text } }));
}

export const useFindingReportStep = (id: string) =>
  useSingleFlight(
    useMutation({
      mutationFn: ({ step, text = "" }: { step: FindingReportStep; text?: string }) => takeStep(id, step, text),
      onSettled: renewQueries(reportsKey),
    }),
  );

/** Return the address of a file of a report, which the browser downloads. */
export const findingReportFile = (id: string, part: "pdf" | "xlsx" | "csv" | "content"): string =>
  `/api/v1/quality/finding-reports/${id}/${part}`;
