/** The line of a fact under «Detalles técnicos»: what auditors and operators compare with the journal. */
import type { CallFact } from "../../../api/types";
import { timeOfDayWithSeconds } from "../../../formats";

/** Return time, kind, position and actor of a fact, and its fields with a value, which the sentence may leave out. */
export function technicalLine({ at, id, actor, fact }: CallFact): string {
  const { type = "", ...fields } = fact;
  const filled = Object.entries(fields).filter(([, value]) => value !== "" && value !== null && value !== undefined);
  const values = filled.map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  return [timeOfDayWithSeconds(at), String(type), id, actor, ...values].join(" · ");
}
