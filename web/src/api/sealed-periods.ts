/** Sealed months and the last hash of each day's chain. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { unwrap, api } from "./client";
import { useSingleFlight } from "./single-flight";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type SealedPeriod = Schemas["SealedPeriod"];
export type DailyAnchor = Schemas["DayHead"];

const sealedPeriodsKey = ["sealed-periods"];
const SEALING_POLL_MS = 5_000;

/** Fetch the sealed months, and again while one is being sealed. */
export const useSealedPeriods = () =>
  useQuery({
    queryKey: sealedPeriodsKey,
    refetchInterval: ({ state }) =>
      state.data?.periods.some((each) => each.state === "asked") ? SEALING_POLL_MS : false,
    queryFn: () => unwrap(api.GET("/api/v1/sealed-periods")),
  });
export const useDailyAnchors = (before?: string) =>
  useQuery({
    queryKey: ["day-heads", before],
    placeholderData: (last) => last,
    queryFn: () => unwrap(api.GET("/api/v1/day-heads", { params: { query: { before } } })),
  });
export const useSealPeriod = () =>
  useSingleFlight(
    useMutation({
      mutationFn: (month: string) => unwrap(api.POST("/api/v1/sealed-periods", { body: { month } })),
      onSettled: (_data, _error, _sent, _made, { client }) => client.invalidateQueries({ queryKey: sealedPeriodsKey }),
    }),
  );
