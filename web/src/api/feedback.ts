/** Feedback on evaluations: one's own ones to accept or refute, the refutations to decide, and the files of both. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { unwrap, api } from "./client";
import { useSingleFlight } from "./single-flight";
import type { components } from "./schema";
import { renewQueries } from "./renewal";

type Schemas = components["schemas"];
export type EvaluationDetail = Schemas["EvaluationDetail"];
export type EvaluationSummary = Schemas["EvaluationSummary"];
export type OwnCourse = Schemas["OwnCourse"];
export type OpenRefutation = Schemas["OpenRefutation"];
export type RoundFile = Schemas["RoundFile"];
export type RefutationForm = Schemas["RefutationForm"];
export type DecisionForm = Schemas["DecisionForm"];

const POLL_MS = 60_000;
const ownKey = ["own-evaluations"];
const refutationsKey = ["refutations"];
const path = (id: string) => ({ params: { path: { evaluation_id: id } } });

export const useOwnEvaluations = (cursor?: string, { enabled = true, staleTime = 0 } = {}) =>
  useQuery({
    enabled,
    staleTime,
    queryKey: [...ownKey, "list", cursor],
    refetchInterval: cursor ? false : POLL_MS,
    placeholderData: (before) => before,
    queryFn: () => unwrap(api.GET("/api/v1/me/evaluations", { params: { query: { limit: 10, cursor } } })),
  });

export const useOwnEvaluation = (id: string) =>
  useQuery({
    queryKey: [...ownKey, id],
    queryFn: () => unwrap(api.GET("/api/v1/me/evaluations/{evaluation_id}", path(id))),
  });

export const useOwnCourse = () =>
  useQuery({ queryKey: [...ownKey, "course"], queryFn: () => unwrap(api.GET("/api/v1/me/quality")) });

export const useOwnFiles = (id: string) =>
  useQuery({
    queryKey: [...ownKey, id, "files"],
    queryFn: () => unwrap(api.GET("/api/v1/me/evaluations/{evaluation_id}/files", path(id))),
  });

export const useAcceptEvaluation = (id: string) =>
  useSingleFlight(
    useMutation({
      mutationFn: (body: Schemas["AcceptanceForm"]) =>
        unwrap(api.POST("/api/v1/me/evaluations/{evaluation_id}/acceptance", { ...path(id), body })),
      onSettled: renewQueries(ownKey),
    }),
  );

export const useRefuteEvaluation = (id: string) =>
  useSingleFlight(
    useMutation({
      mutationFn: (body: RefutationForm) =>
        unwrap(api.POST("/api/v1/me/evaluations/{evaluation_id}/refutation", { ...path(id), body })),
      onSettled: renewQueries(ownKey),
    }),
  );

/** Store the file of a refutation before it is sent; another one replaces it. */
export const useAttachRefutationFile = (id: string, round: number) =>
  useMutation({
    mutationFn: (file: File) =>
      unwrap(
        api.POST("/api/v1/me/evaluations/{evaluation_id}/rounds/{round_number}/file", {
          params: { path: { evaluation_id: id, round_number: round } },
          body: { files: [] },
          bodySerializer: () => {
            const form = new FormData();
            form.append("files", file, file.name);
            return form;
          },
        }),
      ),
    onSettled: renewQueries([...ownKey, id]),
  });

export const ownFileUrl = (id: string, round: number): string =>
  `/api/v1/me/evaluations/${encodeURIComponent(id)}/rounds/${round}/file`;
export const refutationFileUrl = (id: string, round: number): string =>
  `/api/v1/quality/evaluations/${encodeURIComponent(id)}/rounds/${round}/file`;

export const useRefutations = () =>
  useQuery({
    queryKey: [...refutationsKey, "list"],
    refetchInterval: POLL_MS,
    queryFn: () => unwrap(api.GET("/api/v1/quality/refutations")),
  });

/** Fetch an evaluation as who decides on its refutation may see it. */
export const useRefutedEvaluation = (id: string) =>
  useQuery({
    queryKey: [...refutationsKey, id],
    queryFn: () => unwrap(api.GET("/api/v1/quality/evaluations/{evaluation_id}", path(id))),
  });

export const useRefutationFiles = (id: string) =>
  useQuery({
    queryKey: [...refutationsKey, id, "files"],
    queryFn: () => unwrap(api.GET("/api/v1/quality/evaluations/{evaluation_id}/files", path(id))),
  });

export const useDecideRefutation = (id: string) =>
  useSingleFlight(
    useMutation({
      mutationFn: (body: DecisionForm) =>
        unwrap(api.POST("/api/v1/quality/evaluations/{evaluation_id}/decision", { ...path(id), body })),
      onSettled: renewQueries(refutationsKey),
    }),
  );

export const useBeginConciliation = (id: string) =>
  useSingleFlight(
    useMutation({
      mutationFn: (text: string) =>
        unwrap(api.POST("/api/v1/quality/evaluations/{evaluation_id}/conciliation", { ...path(id), body: { text } })),
      onSettled: renewQueries(refutationsKey),
    }),
  );
