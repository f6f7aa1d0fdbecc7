/** Sealed months and the last hash of each day's chain. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { unwrap, api } from "./client";
import { useSingleFlight } from "./single-flight";
import type { components } from "./schema";
import { renewQueries } from "./renewal";

type Schemas = components["schemas"];
export type SealedPeriod = Schemas["SealedPeriod"];
export type DailyAnchor = Schemas["DayHead"];

/** The page that verifies a sealed month on any machine, as its build describes it. */
export interface Verifier {
  name: string;
  size: number;
  sha256: string;
}

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
/** Fetch the description of the verifier's page; null if this installation has none. */
export const useVerifier = () =>
  useQuery({
    queryKey: ["verifier"],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async (): Promise<Verifier | null> => {
      const answer = await fetch("/comprobador.json");
      return answer.ok ? ((await answer.json()) as Verifier) : null;
    },
  });
export const useSealPeriod = () =>
  useSingleFlight(
    useMutation({
      mutationFn: (month: string) => unwrap(api.POST("/api/v1/sealed-periods", { body: { month } })),
      onSettled: renewQueries(sealedPeriodsKey),
    }),
  );
