/** Contingency messages: those in force on the lines, the approved ones, and the requests that start and remove one. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { unwrap, api } from "./client";
import { useSingleFlight } from "./single-flight";
import type { components } from "./schema";
import { renewQueries } from "./renewal";

type Schemas = components["schemas"];
export type LineMessage = Schemas["ContingencyMessage"];
export type ContingencyChoice = Schemas["ContingencyChoice"];
export type ContingencyForm = Schemas["ContingencyForm"];
export type LineName = Schemas["Line"];
export type ContingencyMode = ContingencyForm["mode"];

const POLL_MS = 5_000;
const contingencyKey = ["contingency"];
const linePath = (line: string) => ({ params: { path: { line } } });

export const useContingency = (enabled: boolean) =>
  useQuery({
    queryKey: contingencyKey,
    enabled,
    refetchInterval: POLL_MS,
    queryFn: () => unwrap(api.GET("/api/v1/contingency-messages")),
  });

/** The address at which the sound of an approved message is heard. */
export const messageAudio = (message: string): string =>
  `/api/v1/contingency-messages/${encodeURIComponent(message)}/audio`;

export const useLines = () =>
  useQuery({ queryKey: ["lines"], queryFn: () => unwrap(api.GET("/api/v1/lines")), select: ({ lines }) => lines });

/** Start a message on lines, one after the other: a line that fails stops the rest. */
export const useStartMessage = () =>
  useSingleFlight(
    useMutation({
      mutationFn: async ({ lines, body }: { lines: readonly string[]; body: ContingencyForm }) => {
        for (const line of lines)
          await unwrap(api.PUT("/api/v1/lines/{line}/contingency-message", { ...linePath(line), body }));
      },
      onSettled: renewQueries(contingencyKey),
    }),
  );

export const useRemoveMessage = () =>
  useSingleFlight(
    useMutation({
      mutationFn: (line: string) => unwrap(api.DELETE("/api/v1/lines/{line}/contingency-message", linePath(line))),
      onSettled: renewQueries(contingencyKey),
    }),
  );
