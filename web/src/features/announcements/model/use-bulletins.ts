/** The messages and announcements for the user, read again whenever the server tells of a change. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { OWN_BULLETINS, type OwnBulletin, useMarkBulletins, useStandingBulletins } from "../../../api/announcements";
import { accountQuery } from "../../../api/queries";
import { inPractice } from "../../../practice-mode";
import { useConnectionState, useDesk, useHasSnapshot, useIsLive } from "../../../realtime/desk-hooks";
import { canListen } from "../../../realtime/listening";
import { notReceived } from "./bulletins";

export function useBulletinsNow(): readonly OwnBulletin[] {
  const account = useQuery(accountQuery).data;
  const [phase, hasSnapshot] = [useConnectionState().phase, useHasSnapshot()];
  // Once the server is going to tell of changes: what was read before would be read again then.
  const waits = Boolean(account && canListen(account)) && phase === "connecting" && !hasSnapshot;
  return useStandingBulletins(!inPractice && !waits).data ?? NONE;
}
const NONE: readonly OwnBulletin[] = [];

/** Read them again when the server tells of a change; one component that is on every screen does it for all. */
export function useBulletinRefresh(): void {
  const client = useQueryClient();
  const live = useIsLive();
  const seq = useDesk(({ me, entities }) => (me ? entities.bulletin[me.user]?.seq : undefined));
  useEffect(() => {
    if (inPractice || !live) return;
    void client.invalidateQueries({ queryKey: OWN_BULLETINS, predicate: ({ state }) => state.data !== undefined });
    if (seq) void client.invalidateQueries({ queryKey: ["notifications"] }); // an announcement is under the bell, too
  }, [seq, live, client]);
}

/** Tell the server once that the screen shows these. */
export function useReceived(shown: readonly OwnBulletin[]): void {
  const { mutate } = useMarkBulletins();
  const fresh = notReceived(shown).join(" ");
  useEffect(() => {
    if (fresh) mutate({ ids: fresh.split(" "), read: false });
  }, [fresh, mutate]);
}
