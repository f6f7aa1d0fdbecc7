/** Calibration sessions of the evaluators, and the agreement of the repeated share of the samples. */
import { useMutation, useQuery, type QueryClient } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { components } from "./schema";
import { useSingleFlight } from "./single-flight";
import { renewQueries } from "./renewal";

type Schemas = components["schemas"];
export type Calibration = Schemas["CalibrationDetail"];
export type CalibrationSummary = Schemas["CalibrationSummary"];
export type CalibrationPlan = Schemas["CalibrationForm"];
export type CalibrationPart = Schemas["CalibrationPerson"]["part"];
export type CalibrationResults = Schemas["CalibrationResults"];
export type ItemComparison = Schemas["ItemComparison"];
export type ScoreDifference = Schemas["ScoreDifferenceDetail"];
export type Candidate = Schemas["Candidate"];
export type MinutesContent = Schemas["MinutesContent"];
export type AgreementFigures = Schemas["AgreementFigures"];
export type EvaluatorAgreement = Schemas["EvaluatorAgreement"];
export type FormAgreement = Schemas["FormAgreementDetail"];
export interface AgreementFilter {
  begins?: string;
  ends?: string;
  channel?: FormAgreement["channel"];
}

const POLL_MS = 30_000;
const calibrationsKey = ["quality-calibrations"];
const detailKey = (id: string) => [...calibrationsKey, "detail", id];

export const useCalibrations = (cursor?: string) =>
  useQuery({
    queryKey: [...calibrationsKey, "list", cursor],
    refetchInterval: cursor ? false : POLL_MS,
    placeholderData: (before) => before,
    queryFn: () => unwrap(api.GET("/api/v1/quality/calibrations", { params: { query: { limit: 20, cursor } } })),
  });

export const useCalibration = (id: string) =>
  useQuery({
    queryKey: detailKey(id),
    refetchInterval: POLL_MS,
    queryFn: () =>
      unwrap(api.GET("/api/v1/quality/calibrations/{calibration_id}", { params: { path: { calibration_id: id } } })),
  });

export const useCandidates = () =>
  useQuery({
    queryKey: [...calibrationsKey, "candidates"],
    queryFn: () => unwrap(api.GET("/api/v1/quality/calibration-candidates")),
  });

export const usePlanCalibration = () =>
  useSingleFlight(
    useMutation({
      mutationFn: (body: CalibrationPlan) => unwrap(api.POST("/api/v1/quality/calibrations", { body })),
      onSettled: renewQueries(calibrationsKey),
    }),
  );

/** Put the session that an act returned in the place of the one that was read. */
const keep = (client: QueryClient, changed: Calibration) => {
  client.setQueryData(detailKey(changed.id), changed);
  void client.invalidateQueries({ queryKey: [...calibrationsKey, "list"] });
};
const pathOf = (id: string) => ({ params: { path: { calibration_id: id } } });

export const useChangeMaster = (id: string) =>
  useSingleFlight(
    useMutation({
      mutationFn: (body: { master: string; reason: string }) =>
        unwrap(api.POST("/api/v1/quality/calibrations/{calibration_id}/master", { ...pathOf(id), body })),
      onSuccess: (changed, _sent, _made, { client }) => keep(client, changed),
    }),
  );

export const useCancelCalibration = (id: string) =>
  useSingleFlight(
    useMutation({
      mutationFn: (reason: string) =>
        unwrap(
          api.POST("/api/v1/quality/calibrations/{calibration_id}/cancellation", { ...pathOf(id), body: { reason } }),
        ),
      onSuccess: (changed, _sent, _made, { client }) => keep(client, changed),
    }),
  );

export const useOpenResults = (id: string) =>
  useSingleFlight(
    useMutation({
      mutationFn: (reason: string) =>
        unwrap(api.POST("/api/v1/quality/calibrations/{calibration_id}/opening", { ...pathOf(id), body: { reason } })),
      onSuccess: (changed, _sent, _made, { client }) => keep(client, changed),
    }),
  );

export const useSaveMinutes = (id: string) =>
  useMutation({
    mutationFn: (body: MinutesContent & { revision: number }) =>
      unwrap(api.PUT("/api/v1/quality/calibrations/{calibration_id}/minutes", { ...pathOf(id), body })),
  });

export const useSignMinutes = (id: string) =>
  useSingleFlight(
    useMutation({
      mutationFn: (revision: number) =>
        unwrap(
          api.POST("/api/v1/quality/calibrations/{calibration_id}/signature", { ...pathOf(id), body: { revision } }),
        ),
      onSuccess: (changed, _sent, _made, { client }) => keep(client, changed),
    }),
  );

export const useCorrectMinutes = (id: string) =>
  useSingleFlight(
    useMutation({
      mutationFn: (body: MinutesContent & { revision: number; reason: string }) =>
        unwrap(api.POST("/api/v1/quality/calibrations/{calibration_id}/corrections", { ...pathOf(id), body })),
      onSuccess: (changed, _sent, _made, { client }) => keep(client, changed),
    }),
  );

/** Begin the reader's own evaluation of an item; the same one again returns it. */
export const useBeginCalibrationEvaluation = () =>
  useSingleFlight(
    useMutation({
      mutationFn: ({ channel, item }: { channel: Calibration["channel"]; item: string }) =>
        unwrap(api.POST("/api/v1/quality/evaluations", { body: { kind: "calibration", channel, item } })),
      onSettled: renewQueries(calibrationsKey),
    }),
  );

export const useAgreement = (filter: AgreementFilter) =>
  useQuery({
    queryKey: ["quality-agreement", filter],
    placeholderData: (before) => before,
    queryFn: () => unwrap(api.GET("/api/v1/quality/agreement", { params: { query: filter } })),
  });
