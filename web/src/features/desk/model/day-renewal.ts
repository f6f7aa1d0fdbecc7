/** When the figures and calls of the own day are read again: with each new state of the advisor, a moment later. */
import { type Query, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { ownStatesQuery } from "../../../api/board";
import { ownCallsQuery, ownDayQuery } from "../../../api/queries";
import { serverClock } from "../../../clock";

/** The next call often comes as soon as the last one ends; the readings must not take its place. */
const SETTLES_MS = 1_000;
const READINGS = [ownCallsQuery, ownDayQuery, ownStatesQuery];

/** Read the own day again after the advisor's state has changed. */
export function useDayRenewal(since: string | undefined): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!since) return;
    const before = isReadBefore(Date.parse(since) - serverClock.now() + Date.now());
    const timer = setTimeout(() => {
      for (const { queryKey } of READINGS) void client.invalidateQueries({ queryKey, predicate: before });
    }, SETTLES_MS);
    return () => clearTimeout(timer);
  }, [since, client]);
}

const isReadBefore =
  (moment: number) =>
  ({ state }: Query): boolean =>
    state.dataUpdatedAt < moment;
