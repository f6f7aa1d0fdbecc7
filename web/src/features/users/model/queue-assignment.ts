/** The queues that the site assigns to advisors. Pure. */
import type { User } from "../../../api/types";

/** Return whether an advisor has no queue and therefore receives no calls. */
export const hasNoQueues = (user: Pick<User, "disabled" | "roles" | "queues">): boolean =>
  !user.disabled && user.roles.includes("asesor") && user.queues.length === 0;
