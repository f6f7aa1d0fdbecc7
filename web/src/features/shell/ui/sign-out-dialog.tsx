/** Signing out: at once, or after a question while a call is in hand. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { useSignOut } from "../../../api/queries";
import { useOwnAdvisor, useOwnCall } from "../../../realtime/desk-hooks";
import { desk } from "../../../realtime/desk-store";
import { clearShelf } from "../../tickets/model/use-draft";
import { Dialog } from "../../../components/dialog";
import { phone } from "../../../phone/store";
import { go } from "../../../router";
import { consequences, type Held } from "../model/sign-out-consequences";
import css from "./shell.module.css";

export function useLeaving() {
  const signOut = useSignOut(forget);
  const advisor = useOwnAdvisor();
  const call = useOwnCall();
  const [asks, setAsks] = useState<Held | null>(null);
  const leave = () => {
    setAsks(null);
    void phone.end();
    signOut.mutate();
  };
  const held = call && advisor && (advisor.state === "offered" || advisor.state === "talking" || advisor.state === "wrap_up") ? advisor.state : null;
  return { asks, leaving: signOut.isPending, failed: signOut.error, leave, stay: () => setAsks(null), ask: () => (held ? setAsks(held) : leave()) };
}

/** Leave nothing of who was here to who comes next. */
function forget(): void {
  desk.reset();
  clearShelf();
  go("/", { replace: true });
}

export function LeaveDialog({ call, byBrowser, leave, close }: { call: Held; byBrowser: boolean; leave: () => void; close: () => void }) {
  return (
    <Dialog title="¿Cerrar la sesión con una llamada?" close={close}>
      <ul className={css.consequences}>{consequences(call, byBrowser && phone.state.phase === "talking").map((each) => <li key={each}>{each}</li>)}</ul>
      <p className={css.leaveActs}>
        <Button data-first onClick={close}>Seguir aquí</Button>
        <Button color="red" variant="light" onClick={leave}>Cerrar la sesión</Button>
      </p>
    </Dialog>
  );
}
