/** The weekly samples of quality, and the numbers that the interventoría commits for their draws. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { unwrap, api } from "./client";
import { useSingleFlight } from "./single-flight";
import type { components } from "./schema";
import { renewQueries } from "./renewal";

type Schemas = components["schemas"];
export type Sample = Schemas["Sample"];
export type SampleSummary = Schemas["SampleSummary"];
export type SampleItem = Schemas["SampleItem"];
export type SampleSeed = Schemas["SampleSeed"];
export interface SampleFilter {
  channel?: SampleSummary["channel"];
  /** Only the weeks before this one. */
  before?: string;
}

const POLL_MS = 60_000;
const samplesKey = ["quality-samples"];
const seedsKey = ["quality-seeds"];

export const useSamples = (filter: SampleFilter) =>
  useQuery({
    queryKey: [...samplesKey, "list", filter],
    refetchInterval: filter.before ? false : POLL_MS,
    placeholderData: (before) => before,
    queryFn: () => unwrap(api.GET("/api/v1/quality/samples", { params: { query: { limit: 20, ...filter } } })),
  });

export const useSample = (id: string) =>
  useQuery({
    queryKey: [...samplesKey, id],
    queryFn: () => unwrap(api.GET("/api/v1/quality/samples/{sample_id}", { params: { path: { sample_id: id } } })),
  });

/** Replace an item of a sample; the answer is the sample with the item that entered. */
export const useReplaceItem = (id: string) =>
  useSingleFlight(
    useMutation({
      mutationFn: (body: { item: string; reason: string }) =>
        unwrap(
          api.POST("/api/v1/quality/samples/{sample_id}/replacements", { params: { path: { sample_id: id } }, body }),
        ),
      onSettled: renewQueries(samplesKey),
    }),
  );

export const useSeeds = () =>
  useQuery({
    queryKey: seedsKey,
    refetchInterval: POLL_MS,
    queryFn: () => unwrap(api.GET("/api/v1/quality/seeds")),
  });

/** Commit a number by its SHA-256 alone; the number stays with the person. The same one again changes nothing. */
export const useCommitSeed = () =>
  useSingleFlight(
    useMutation({
      mutationFn: (body: { week: string; commitment: string }) => unwrap(api.POST("/api/v1/quality/seeds", { body })),
      onSettled: renewQueries(seedsKey),
    }),
  );

/** Reveal the number of a week. The same one again changes nothing. */
export const useRevealSeed = (week: string) =>
  useSingleFlight(
    useMutation({
      mutationFn: (number: string) =>
        unwrap(api.POST("/api/v1/quality/seeds/{week}/number", { params: { path: { week } }, body: { number } })),
      onSettled: (_data, _error, _sent, _made, { client }) =>
        Promise.all([seedsKey, samplesKey].map((queryKey) => client.invalidateQueries({ queryKey }))),
    }),
  );
