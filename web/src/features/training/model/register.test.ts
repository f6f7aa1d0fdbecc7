import { expect, test } from "vitest";
import type { TrainingParticipant } from "../../../api/training";
import { attendanceOfKey, changedRows, typedRow, withAttendance, withMark } from "./register";

const ANA: TrainingParticipant = {
  advisor: "ana",
  name: "Ana",
  attendance: "attended",
  reason: null,
  reason_name: null,
  mark: "87.5",
  attempt: 1,
  passed: true,
  valid_until: null,
  acknowledged_at: null,
  next_attempt: 1,
};

test("an unchanged stored row is not sent", () => {
  expect(typedRow(ANA).mark).toBe("87,5");
  expect(changedRows([typedRow(ANA)], [ANA])).toEqual([]);
});

test("a typed mark means attendance, and is sent with a point", () => {
  const absent = { advisor: "ana", attendance: "absent" as const, reason: "turno", mark: "" };
  const row = withMark(absent, " 90,25 ");
  expect(changedRows([row], [ANA])).toEqual([{ advisor: "ana", attendance: "attended", reason: null, mark: "90.25" }]);
  expect(withMark(absent, "").attendance).toBe("absent");
});

test("who did not attend has no mark, and who attended no reason", () => {
  expect(withAttendance(typedRow(ANA), "absent").mark).toBe("");
  expect(withAttendance({ ...typedRow(ANA), reason: "turno" }, "attended").reason).toBe("");
});

test("one key sets the attendance", () => {
  expect(["a", "F", "p", "x"].map(attendanceOfKey)).toEqual(["attended", "absent", "planned", null]);
});
