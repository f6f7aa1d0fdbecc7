/** Simulated calls: the site that they need, one call with all its inputs, and the saved tries of the site. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { unwrap, api } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type SimulationForm = Schemas["SimulationForm"];
export type SimulationInput = Schemas["InputForm"];
export type SimulationResult = Schemas["SimulationResult"];
export type SimulatorSite = Schemas["SimulatorSite"];
export type SimulatorStep = Schemas["SimulatorStep"];
export type SimulatedAnswer = Schemas["LookupAnswerForm"];
export type SimulatorMenu = Schemas["SimulatorMenu"];
export type TryOutcome = Schemas["TryOutcome"];

export const useSimulatorSite = () =>
  useQuery({ queryKey: ["simulator-site"], queryFn: () => unwrap(api.GET("/api/v1/simulator-site")) });

/** The same call gives the same answer, so that a step back shows what was already read. */
export const useSimulation = (form: SimulationForm | null) =>
  useQuery({
    queryKey: ["simulation", form],
    enabled: form !== null,
    staleTime: Infinity,
    placeholderData: keepPreviousData,
    queryFn: () => unwrap(api.POST("/api/v1/simulations", { body: form! })),
  });

export const useSimulatorTries = (enabled: boolean) =>
  useQuery({ queryKey: ["simulator-tries"], enabled, queryFn: () => unwrap(api.GET("/api/v1/simulator-tries")) });
