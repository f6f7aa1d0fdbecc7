/** Figures by area, reason and advisor, and the tickets behind an indicator. Not fetched again while they are read. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { components } from "./schema";
import { useSingleFlight } from "./single-flight";

type Schemas = components["schemas"];
export type Timeliness = Schemas["Timeliness"];
export type TimelinessRow = Schemas["TimelinessRow"];
export type ContactReasons = Schemas["ContactReasons"];
export type ContactReason = Schemas["ContactReason"];
export type AdvisorTable = Schemas["AdvisorTable"];
export type AdvisorFigures = Schemas["AdvisorFigures"];
export type SurveyResult = Schemas["SurveyResult"];
export type FigureTicket = Schemas["TicketBehind"];
export type IndicatorSeries = Schemas["IndicatorSeries"];
export type SeriesPoint = Schemas["SeriesPoint"];
export type WeekHours = Schemas["WeekHours"];
export type WeekHour = Schemas["WeekHour"];
export type FiguresExport = Schemas["BreakdownExportForm"];

const STALE_AFTER_MS = 60_000;

export interface FiguresFilter {
  from: string;
  to: string;
  line: string;
  queue: string;
}
const contactParams = ({ line, queue, ...range }: FiguresFilter) => ({
  ...range,
  line: line || undefined,
  queue: queue || undefined,
});

export const useTimeliness = ({ from, to }: FiguresFilter) =>
  useQuery({
    queryKey: ["figures", "timeliness", from, to],
    staleTime: STALE_AFTER_MS,
    placeholderData: (before) => before,
    queryFn: () => unwrap(api.GET("/api/v1/figures/timeliness", { params: { query: { from, to } } })),
  });
export const useContactReasons = (filter: FiguresFilter) =>
  useQuery({
    queryKey: ["figures", "reasons", filter],
    staleTime: STALE_AFTER_MS,
    placeholderData: (before) => before,
    queryFn: () => unwrap(api.GET("/api/v1/figures/reasons", { params: { query: contactParams(filter) } })),
  });
export const useAdvisorFigures = (filter: FiguresFilter) =>
  useQuery({
    queryKey: ["figures", "advisors", filter],
    staleTime: STALE_AFTER_MS,
    placeholderData: (before) => before,
    queryFn: () => unwrap(api.GET("/api/v1/figures/advisors", { params: { query: contactParams(filter) } })),
  });

export interface SeriesFilter extends FiguresFilter {
  indicator: string;
  by: "interval" | "day" | "month" | "period";
}
/** Read an indicator over time; without a filter nothing is asked for. */
export const useIndicatorSeries = (filter: SeriesFilter | null) =>
  useQuery({
    queryKey: ["figures", "series", filter],
    enabled: filter !== null,
    staleTime: STALE_AFTER_MS,
    placeholderData: (before) => before,
    queryFn: () => {
      const { indicator = "", by = "day", ...range } = filter ?? { from: "", to: "", line: "", queue: "" };
      return unwrap(
        api.GET("/api/v1/indicators/{indicator}/series", {
          params: { path: { indicator }, query: { ...contactParams(range), by } },
        }),
      );
    },
  });
export const useIndicatorHours = (indicator: string, filter: FiguresFilter) =>
  useQuery({
    queryKey: ["figures", "hours", indicator, filter],
    enabled: indicator !== "",
    staleTime: STALE_AFTER_MS,
    placeholderData: (before) => before,
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/indicators/{indicator}/hours", {
          params: { path: { indicator }, query: contactParams(filter) },
        }),
      ),
  });

export interface FigureTicketsFilter {
  /** Null for the table of timeliness. */
  indicator: string | null;
  from: string;
  to: string;
  part: "numerator" | "denominator";
  area?: string;
  tier?: number;
  owner?: string;
  cursor?: string;
}
export const useFigureTickets = ({ indicator, ...query }: FigureTicketsFilter) =>
  useQuery({
    queryKey: ["indicators", "tickets", indicator, query],
    placeholderData: (before) => before,
    queryFn: () =>
      unwrap(
        indicator === null
          ? api.GET("/api/v1/figures/timeliness/tickets", { params: { query } })
          : api.GET("/api/v1/indicators/{indicator}/tickets", { params: { path: { indicator }, query } }),
      ),
  });

export const useExportFigures = () =>
  useSingleFlight(
    useMutation({
      mutationFn: (body: FiguresExport) =>
        unwrap(api.POST("/api/v1/figures/exports", { body, parseAs: "blob" })) as Promise<Blob>,
    }),
  );
