/** The register of a session as it is typed: rows, what changed, and the keys that set them. Pure. */
import type { RegisterRow, TrainingParticipant } from "../../../api/training";
import { decimalSign } from "../../../i18n/translate";

export type Attendance = RegisterRow["attendance"];

/** A row as it is typed; `mark` has a comma or a point, and is empty without one. */
export interface TypedRow {
  advisor: string;
  attendance: Attendance;
  reason: string;
  mark: string;
}

export const typedRow = (each: TrainingParticipant): TypedRow => ({
  advisor: each.advisor,
  attendance: each.attendance,
  reason: each.reason ?? "",
  mark: markText(each.mark),
});

/** Return a mark as people write it: «87,5»; empty without one. */
export const markText = (mark: string | null): string => (mark ?? "").replace(".", decimalSign);

/** Return a row after its attendance was chosen: only who attended keeps a mark, and only who did not has a reason. */
export const withAttendance = (row: TypedRow, attendance: Attendance): TypedRow => ({
  ...row,
  attendance,
  reason: attendance === "absent" ? row.reason : "",
  mark: attendance === "attended" ? row.mark : "",
});

/** Return a row after its mark was typed: who has a mark attended. */
export const withMark = (row: TypedRow, mark: string): TypedRow =>
  mark.trim() ? { ...row, mark, attendance: "attended", reason: "" } : { ...row, mark };

/** Return the attendance that a key sets: A for attended, F for absent, P for not recorded. */
export const attendanceOfKey = (key: string): Attendance | null =>
  (({ a: "attended", f: "absent", p: "planned" })[key.toLowerCase()] as Attendance | null) ?? null;

/** Return the rows to send: those that differ from what is stored, with their place in the list. */
export const changedRows = (typed: readonly TypedRow[], stored: readonly TrainingParticipant[]): RegisterRow[] =>
  typed.filter((row) => !isSame(row, stored)).map(requestOf);

const requestOf = ({ advisor, attendance, reason, mark }: TypedRow): RegisterRow => ({
  advisor,
  attendance,
  reason: reason || null,
  mark: normalMark(mark) || null,
});

/** Return a mark as the server takes it: «87.5». */
const normalMark = (mark: string): string => mark.trim().replace(",", ".");

function isSame(row: TypedRow, stored: readonly TrainingParticipant[]): boolean {
  const before = stored.find((each) => each.advisor === row.advisor);
  return (
    before !== undefined &&
    before.attendance === row.attendance &&
    (before.reason ?? "") === row.reason &&
    (before.mark ?? "") === normalMark(row.mark)
  );
}
