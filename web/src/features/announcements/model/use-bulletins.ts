/** The messages and announcements for the user, read again whenever the server tells of a change. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { OWN_BULLETINS, type OwnBulletin, useMarkBulletins, useStandingBulletins } from "../../../api/announcements";
import { inPractice } from "../../../practice-mode";
import { useDesk, useIsLive } from "../../../realtime/desk-hooks";
import { notReceived } from "./bulletins";

export const useBulletinsNow = (): readonly OwnBulletin[] => useStandingBulletins(!inPractice).data ?? NONE;
const NONE: readonly OwnBulletin[] = [];

/** Read them again when the server tells of a change; one component that is on every screen does it for all. */
export function useBulletinRefresh(): void {
  const client = useQueryClient();
  const live = useIsLive();
  const seq = useDesk(({ me, entities }) => (me ? entities.bulletin[me.user]?.seq : undefined));
  useEffect(() => {
    if (inPractice || !live) return;
    void client.invalidateQueries({ queryKey: OWN_BULLETINS });
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
