/** Notices that disappear after a time, because a notice that stays is no longer read. */
import { useEffect, useState } from "react";

export const AUTO_HIDE_MS = 15_000;

/**
 * Return whether a notice is still recent.
 *
 * @param noticeId identifies the notice; a different id is shown again, and so is the same id after it was undefined
 */
export function useAutoHide(noticeId: string | undefined): boolean {
  const [old, setOld] = useState<string>();
  useEffect(() => {
    if (noticeId === undefined) return setOld(undefined);
    const timer = setTimeout(() => setOld(noticeId), AUTO_HIDE_MS);
    return () => clearTimeout(timer);
  }, [noticeId]);
  return noticeId !== undefined && old !== noticeId;
}
