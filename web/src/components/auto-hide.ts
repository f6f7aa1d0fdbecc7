/** What is news for a while only: a notice that stays is no longer read. */
import { useEffect, useState } from "react";

export const AUTO_HIDE_MS = 15_000;

/**
 * Whether something still is news.
 *
 * @param noticeId names it; another name is news, and so is the same one that was gone meanwhile
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
