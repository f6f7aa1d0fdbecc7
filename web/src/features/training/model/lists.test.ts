import { expect, test } from "vitest";
import type { TrainedAdvisor, TrainingCourse, TrainingOptions, TrainingStanding } from "../../../api/training";
import { listedAdvisors, listedCourses, requirementsOf } from "./lists";

const standing = (course: string, state: TrainingStanding["state"], more: Partial<TrainingStanding> = {}) => ({
  ...{ course, title: course, state, required: true, expiring: false },
  ...{ valid_until: null, attempts_used: 0, attempts: 2, ...more },
});
const ANA: TrainedAdvisor = {
  ...{ advisor: "ana", name: "Ana", queues: ["quejas"], gates: [] },
  standings: [standing("2027-0001", "valid", { expiring: true }), standing("2027-0002", "pending")],
};
const LUIS: TrainedAdvisor = {
  ...{ advisor: "luis", name: "Luis", queues: ["pagos"] },
  standings: [standing("2027-0001", "expired")],
  gates: [{ queue: "pagos", queue_name: "Pagos", reason: "Venció." }],
};
const COURSE: TrainingCourse = {
  ...{ id: "2027-0001", title: "Ley", pass_mark: 80, attempts: 2, validity_months: 12, retired: false, revision: 1 },
  ...{ required_queues: ["quejas"], required_roles: ["asesor"], required_from: "2027-01-01", materials: [] },
};
const names = (filters: Record<string, string>) =>
  listedAdvisors([ANA, LUIS], { filters, sort: "", columns: [] }).map(({ advisor }) => advisor);

test("a situation is that in the chosen course", () => {
  expect(names({})).toEqual(["ana", "luis"]);
  expect(names({ state: "lacking" })).toEqual(["ana", "luis"]);
  expect(names({ state: "lacking", course: "2027-0001" })).toEqual(["luis"]);
  expect(names({ state: "expiring" })).toEqual(["ana"]);
  expect(names({ state: "kept" })).toEqual(["luis"]);
  expect(names({ queue: "quejas" })).toEqual(["ana"]);
});

test("a retired course requires nothing", () => {
  const retired = { ...COURSE, id: "2027-0002", retired: true };
  const ids = (filters: Record<string, string>) =>
    listedCourses([COURSE, retired], { filters, sort: "", columns: [] }).map(({ id }) => id);
  expect(ids({ state: "required" })).toEqual(["2027-0001"]);
  expect(ids({ state: "retired" })).toEqual(["2027-0002"]);
  expect(ids({ queue: "quejas" })).toEqual(["2027-0001"]);
});

test("each role and each queue has what it requires, also if that is nothing", () => {
  const options = {
    ...{ roles: [{ id: "asesor", name: "Asesor" }], gated_queues: ["quejas"] },
    queues: [
      { id: "quejas", name: "Quejas" },
      { id: "pagos", name: "Pagos" },
    ],
  } as unknown as TrainingOptions;
  const found = requirementsOf([COURSE], options).map(({ id, gated, courses }) => [id, gated, courses.length]);
  expect(found).toEqual([
    ["asesor", false, 1],
    ["quejas", true, 1],
    ["pagos", false, 0],
  ]);
});
