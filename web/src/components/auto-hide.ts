/** What is news for a while only: a notice that stays is no longer read. */
import { useEffect, useState } from "react";

export const NEWS_MS = 15_000;

/**
 * Whether something still is news.
 *
 * @param what names it; another name is news, and so is the same one that was gone meanwhile
 */
export function useNews(what: string | undefined): boolean {
  const [old, setOld] = useState<string>();
  useEffect(() => {
    if (what === undefined) return setOld(undefined);
    const timer = setTimeout(() => setOld(what), NEWS_MS);
    return () => clearTimeout(timer);
  }, [what]);
  return what !== undefined && old !== what;
}
