/**
 * Indicators of the contract, the calls behind them, their variants, and closed months. They are not asked again by
 * themselves: what an auditor looks at must not change under the eyes.
 */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "./client";
import { useOnce } from "./single-flight";
import type { components } from "./schema";
import { type By, nextDay } from "../features/oversight/model/indicator-view";

type Schemas = components["schemas"];
export type Indicators = Schemas["Indicators"];
export type Definition = Schemas["Definition"];
export type Formula = Schemas["Formula"];
export type Figure = Indicators["figures"][number];
export type Balance = Indicators["balances"][number];
export type Variant = Schemas["VariantFigure"];
export type Period = Schemas["Period"];

const CLOSED_STAYS_MS = 60_000;

export interface Stretch {
  from: string;
  until: string;
  line: string;
  queue: string;
}
const stretch = ({ from, until, line, queue }: Stretch) => ({ from, to: nextDay(until), line: line || undefined, queue: queue || undefined });

export const useIndicators = (wanted: Stretch & { by: By }) =>
  useQuery({
    queryKey: ["indicators", wanted],
    staleTime: CLOSED_STAYS_MS,
    placeholderData: (before) => before,
    queryFn: () => answer(api.GET("/api/v1/indicators", { params: { query: { ...stretch(wanted), by: wanted.by } } })),
  });
export const useSensitivity = (wanted: Stretch) =>
  useQuery({
    queryKey: ["indicators", "sensitivity", wanted],
    staleTime: CLOSED_STAYS_MS,
    queryFn: () => answer(api.GET("/api/v1/indicators/sensitivity", { params: { query: stretch(wanted) } })),
  });
export interface CallsOfFigure {
  indicator: string;
  from: string;
  to: string;
  line: string;
  queue: string;
  part: "numerator" | "denominator";
  cursor?: string;
}
export const useCallsOfFigure = ({ indicator, ...wanted }: CallsOfFigure) =>
  useQuery({
    queryKey: ["indicators", "calls", indicator, wanted],
    placeholderData: (before) => before,
    queryFn: () =>
      answer(api.GET("/api/v1/indicators/{indicator}/calls", { params: { path: { indicator }, query: { ...wanted, line: wanted.line || undefined, queue: wanted.queue || undefined } } })),
  });

export const usePeriods = () => useQuery({ queryKey: ["periods"], queryFn: () => answer(api.GET("/api/v1/periods")) });
export function useClosePeriod() {
  const client = useQueryClient();
  return useOnce(useMutation({
    mutationFn: (month: string) => answer(api.POST("/api/v1/periods", { body: { month } })),
    onSettled: () => client.invalidateQueries({ queryKey: ["periods"] }),
  }));
}
