/** The first steps of a new entity, and the test message. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { components } from "./schema";
import { useSingleFlight } from "./single-flight";

type Schemas = components["schemas"];
export type FirstSteps = Schemas["SetupSteps"];
export type FirstStep = Schemas["FirstStep"];
export type StepName = FirstStep["name"];
export type StepState = FirstStep["state"];
export type Lack = FirstStep["lacks"][number];

/** Below the key of the site, because a publication or a draft changes the steps. */
const firstStepsKey = ["site", "first-steps"];
const POLL_MS = 4_000;

/** Read the steps; they are asked for again, because calls, users and mails change them from elsewhere. */
export const useFirstSteps = () =>
  useQuery({
    queryKey: firstStepsKey,
    refetchInterval: POLL_MS,
    queryFn: () => unwrap(api.GET("/api/v1/first-steps")),
  });

export const useTestMail = () =>
  useSingleFlight(
    useMutation({
      mutationFn: (to: string) => unwrap(api.POST("/api/v1/first-steps/mail-test", { body: { to } })),
      onSuccess: (steps, _sent, _made, { client }) => client.setQueryData(firstStepsKey, steps),
    }),
  );
