/** Return the sign-out flow: at once, or after a confirmation during a call. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { useSignOut } from "../../../api/queries";
import { ownAdvisor, ownCall } from "../../../realtime/desk-hooks";
import type { DeskState } from "../../../realtime/desk-state";
import { desk } from "../../../realtime/desk-store";
import { clearRecentOptions } from "../../search/model/recent";
import { clearLocalDrafts } from "../../../local-drafts";
import { Dialog } from "../../../components/dialog";
import { phone } from "../../../phone/store";
import { navigate } from "../../../router";
import { signOutConsequences, type CallInHand } from "../model/sign-out-consequences";
import css from "./shell.module.css";
import { t } from "../../../i18n/translate";

export function useSignOutFlow() {
  const signOut = useSignOut(clearSession);
  const [asks, setAsks] = useState<CallInHand | null>(null);
  const leave = () => {
    setAsks(null);
    void phone.stop();
    signOut.mutate();
  };
  const ask = () => {
    const held = callInHand(desk.state);
    if (held) setAsks(held);
    else leave();
  };
  return {
    asks,
    leaving: signOut.isPending,
    failed: signOut.error,
    leave,
    stay: () => setAsks(null),
    ask,
  };
}

/** Return how far the advisor's call is, if they have one. */
function callInHand(state: DeskState): CallInHand | null {
  const advisor = ownAdvisor(state);
  if (!advisor || !ownCall(state)) return null;
  return advisor.state === "offered" || advisor.state === "talking" || advisor.state === "wrap_up"
    ? advisor.state
    : null;
}

/** Clear all data of the user, so that the next user of this browser sees none. */
function clearSession(): void {
  desk.reset();
  clearLocalDrafts();
  clearRecentOptions();
  navigate("/", { replace: true });
}

export function SignOutDialog({
  call,
  byBrowser,
  leave,
  close,
}: {
  call: CallInHand;
  byBrowser: boolean;
  leave: () => void;
  close: () => void;
}) {
  return (
    <Dialog title={t("¿Cerrar la sesión con una llamada?")} onClose={close}>
      <ul className={css.consequences}>
        {signOutConsequences(call, byBrowser && phone.state.phase === "talking").map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
      <p className={css.leaveActs}>
        <Button data-first onClick={close}>
          {t("Seguir aquí")}
        </Button>
        <Button color="red" variant="light" onClick={leave}>
          {t("Cerrar la sesión")}
        </Button>
      </p>
    </Dialog>
  );
}
