/** Sealed months and the head of the chain of each day. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { answer, api } from "./client";
import { useOnce } from "./single-flight";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type SealedPeriod = Schemas["SealedPeriod"];
export type DayHead = Schemas["DayHead"];

const key = ["sealed-periods"];
const SEALING_MS = 5_000;

/** Asked again while one is being sealed. */
export const useSeals = () =>
  useQuery({
    queryKey: key,
    refetchInterval: ({ state }) => (state.data?.periods.some((each) => each.state === "asked") ? SEALING_MS : false),
    queryFn: () => answer(api.GET("/api/v1/sealed-periods")),
  });
export const useDayHeads = (before?: string) =>
  useQuery({ queryKey: ["day-heads", before], placeholderData: (last) => last, queryFn: () => answer(api.GET("/api/v1/day-heads", { params: { query: { before } } })) });
export const useSeal = () =>
  useOnce(useMutation({
    mutationFn: (month: string) => answer(api.POST("/api/v1/sealed-periods", { body: { month } })),
    onSettled: (_data, _error, _sent, _made, { client }) => client.invalidateQueries({ queryKey: key }),
  }));
