/** Which users receive live data. */
import type { Account } from "../api/types";

/** Return whether the user has a desk or a board; otherwise there are no live data to receive. */
export const canListen = ({ permissions }: Account): boolean =>
  permissions.includes("desk.use") || permissions.includes("board.read");
