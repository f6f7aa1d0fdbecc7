/** Which advisors the site gives queues. Pure. */
import type { User } from "../../../api/types";

/** Whether somebody has the role of an advisor and no queue: they receive no call. */
export const hasNoQueues = (user: Pick<User, "disabled" | "roles" | "queues">): boolean =>
  !user.disabled && user.roles.includes("asesor") && user.queues.length === 0;
