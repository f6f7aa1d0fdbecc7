/**
 * Indicators of the contract, the calls behind them, their variants, and closed months. They are never fetched again
 * automatically: figures must not change while an auditor reads them.
 */
import { useMutation, useQuery } from "@tanstack/react-query";
import { unwrap, api } from "./client";
import { useSingleFlight } from "./single-flight";
import type { components } from "./schema";
import { type Granularity, addDays } from "../features/oversight/model/indicator-view";
import { renewQueries } from "./renewal";

type Schemas = components["schemas"];
export type Indicators = Schemas["Indicators"];
export type Definition = Schemas["Definition"];
export type Formula = Schemas["Formula"];
export type Figure = Indicators["figures"][number];
export type Balance = Indicators["balances"][number];
export type Variant = Schemas["VariantFigure"];
export type Period = Schemas["Period"];

const STALE_AFTER_MS = 60_000;

export interface IndicatorFilter {
  from: string;
  until: string;
  line: string;
  queue: string;
}
const filterParams = ({ from, until, line, queue }: IndicatorFilter) => ({
  from,
  to: addDays(until),
  line: line || undefined,
  queue: queue || undefined,
});

export const useIndicators = (
  { from, until, line, queue, by }: IndicatorFilter & { by: Granularity },
  enabled = true,
) =>
  useQuery({
    queryKey: ["indicators", { from, until, line, queue, by }],
    enabled,
    staleTime: STALE_AFTER_MS,
    placeholderData: (before) => before,
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/indicators", { params: { query: { ...filterParams({ from, until, line, queue }), by } } }),
      ),
  });
export const useSensitivity = (filter: IndicatorFilter) =>
  useQuery({
    queryKey: ["indicators", "sensitivity", filter],
    staleTime: STALE_AFTER_MS,
    queryFn: () => unwrap(api.GET("/api/v1/indicators/sensitivity", { params: { query: filterParams(filter) } })),
  });
export interface FigureCallsFilter {
  indicator: string;
  from: string;
  to: string;
  line: string;
  queue: string;
  part: "numerator" | "denominator";
  cursor?: string;
}
export const useFigureCalls = ({ indicator, ...filter }: FigureCallsFilter) =>
  useQuery({
    queryKey: ["indicators", "calls", indicator, filter],
    placeholderData: (before) => before,
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/indicators/{indicator}/calls", {
          params: {
            path: { indicator },
            query: { ...filter, line: filter.line || undefined, queue: filter.queue || undefined },
          },
        }),
      ),
  });

export const usePeriods = () => useQuery({ queryKey: ["periods"], queryFn: () => unwrap(api.GET("/api/v1/periods")) });
/** Fetch what is unfinished in a month; an empty month has nothing to fetch. */
export const useMonthChecks = (month: string) =>
  useQuery({
    queryKey: ["periods", month, "checks"],
    enabled: month !== "",
    queryFn: () => unwrap(api.GET("/api/v1/periods/{month}/checks", { params: { path: { month } } })),
  });
export function useClosePeriod() {
  return useSingleFlight(
    useMutation({
      mutationFn: (month: string) => unwrap(api.POST("/api/v1/periods", { body: { month } })),
      onSettled: renewQueries(["periods"]),
    }),
  );
}
