/** The results of quality, and the evaluations behind an indicator. Not fetched again while they are being read. */
import { useQuery } from "@tanstack/react-query";
import { unwrap, api } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type QualityResults = Schemas["QualityResults"];
export type ChannelResults = Schemas["ChannelResults"];
export type MeasuredQuality = Schemas["MeasuredQuality"];
export type QualityMeasure = MeasuredQuality["measure"];
export type AdvisorResults = Schemas["AdvisorResults"];
export type CountedEvaluation = Schemas["CountedEvaluationSummary"];

const STALE_AFTER_MS = 60_000;

export const useQualityResults = (range: { from: string; to: string }) =>
  useQuery({
    queryKey: ["quality-results", range],
    staleTime: STALE_AFTER_MS,
    placeholderData: (before) => before,
    queryFn: () => unwrap(api.GET("/api/v1/quality/results", { params: { query: range } })),
  });

export interface FigureEvaluationsFilter {
  indicator: string;
  from: string;
  to: string;
  line: string;
  part: "passed" | "failed" | "all";
  cursor?: string;
}
export const useFigureEvaluations = ({ indicator, ...filter }: FigureEvaluationsFilter) =>
  useQuery({
    queryKey: ["indicators", "evaluations", indicator, filter],
    placeholderData: (before) => before,
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/indicators/{indicator}/evaluations", {
          params: { path: { indicator }, query: { ...filter, line: filter.line || undefined } },
        }),
      ),
  });
