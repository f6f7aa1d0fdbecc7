/** Evaluations of calls and answers: the list, one with what it judges, and the acts of its evaluator. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { components, paths } from "./schema";
import { useSingleFlight } from "./single-flight";
import { renewQueries } from "./renewal";

type Schemas = components["schemas"];
export type Evaluation = Schemas["EvaluationDetail"];
export type EvaluationSummary = Schemas["EvaluationSummary"];
export type EvaluationNote = Schemas["EvaluationNote"];
export type EvaluationRound = Schemas["EvaluationRound"];
export type EvaluationStory = Schemas["EvaluationStory"];
export type EvaluationForm = Schemas["FormDetail"];
export type FormCriterion = Schemas["FormCriterionDetail"];
export type EvaluationAnswer = Evaluation["answers"][string];
export type EvaluationAnswers = Evaluation["answers"];
export type EvaluationChoices = Schemas["EvaluationChoices"];
export type NewEvaluation = Schemas["NewEvaluation"];
export type ItemEvaluations = Schemas["ItemEvaluations"];
export type ScorePreview = Schemas["ScorePreview"];
export type SavedEvaluation = Schemas["SavedEvaluation"];
export type EvaluationFilter = Omit<
  NonNullable<paths["/api/v1/quality/evaluations"]["get"]["parameters"]["query"]>,
  "limit"
>;
/** Rows of a page of the list. */
export const EVALUATION_PAGE_ROWS = 50;

const evaluationsKey = ["quality-evaluations"];
/** The evaluation may be discarded, or its evidence deleted, while it is written. */
const OPEN_POLL_MS = 60_000;
const idPath = (id: string) => ({ params: { path: { evaluation_id: id } } });

export const useEvaluations = (filter: EvaluationFilter, enabled = true) =>
  useQuery({
    queryKey: [...evaluationsKey, "list", filter],
    enabled,
    placeholderData: (before) => before,
    queryFn: () =>
      unwrap(api.GET("/api/v1/quality/evaluations", { params: { query: { limit: EVALUATION_PAGE_ROWS, ...filter } } })),
  });

export const useEvaluationChoices = () =>
  useQuery({
    queryKey: [...evaluationsKey, "choices"],
    queryFn: () => unwrap(api.GET("/api/v1/quality/evaluation-choices")),
  });

export const useEvaluation = (id: string) =>
  useQuery({
    queryKey: [...evaluationsKey, id],
    refetchInterval: ({ state }) => (state.data?.state === "draft" ? OPEN_POLL_MS : false),
    queryFn: () => unwrap(api.GET("/api/v1/quality/evaluations/{evaluation_id}", idPath(id))),
  });

export const useSampleEvaluations = (sample: string, enabled: boolean) =>
  useQuery({
    queryKey: [...evaluationsKey, "sample", sample],
    enabled,
    queryFn: () =>
      unwrap(api.GET("/api/v1/quality/samples/{sample_id}/evaluations", { params: { path: { sample_id: sample } } })),
  });

/** Fetch the score of some answers, as the server will calculate it at the signature. */
export const useScore = (id: string, answers: EvaluationAnswers) =>
  useQuery({
    queryKey: [...evaluationsKey, id, "score", answers],
    enabled: Object.keys(answers).length > 0,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (before) => before,
    queryFn: () =>
      unwrap(api.POST("/api/v1/quality/evaluations/{evaluation_id}/score", { ...idPath(id), body: { answers } })),
  });

/** Begin an evaluation; if the user began it before, the answer is that one. */
export const useBeginEvaluation = () =>
  useSingleFlight(
    useMutation({
      mutationFn: (body: NewEvaluation) => unwrap(api.POST("/api/v1/quality/evaluations", { body })),
      onSettled: renewQueries(evaluationsKey),
    }),
  );

export const saveEvaluation = (id: string, body: Schemas["EvaluationDraftForm"]): Promise<SavedEvaluation> =>
  unwrap(api.PUT("/api/v1/quality/evaluations/{evaluation_id}", { ...idPath(id), body }));

export const useSignEvaluation = (id: string) =>
  useSingleFlight(
    useMutation({
      mutationFn: (revision: number) =>
        unwrap(
          api.POST("/api/v1/quality/evaluations/{evaluation_id}/signature", { ...idPath(id), body: { revision } }),
        ),
      onSettled: renewQueries(evaluationsKey),
    }),
  );

export const useCorrectEvaluation = (id: string) =>
  useSingleFlight(
    useMutation({
      mutationFn: (body: Schemas["CorrectionForm"]) =>
        unwrap(api.POST("/api/v1/quality/evaluations/{evaluation_id}/corrections", { ...idPath(id), body })),
      onSettled: renewQueries(evaluationsKey),
    }),
  );

export const useDiscardEvaluation = (id: string) =>
  useSingleFlight(
    useMutation({
      mutationFn: (reason: string) =>
        unwrap(api.POST("/api/v1/quality/evaluations/{evaluation_id}/discard", { ...idPath(id), body: { reason } })),
      onSettled: renewQueries(evaluationsKey),
    }),
  );
