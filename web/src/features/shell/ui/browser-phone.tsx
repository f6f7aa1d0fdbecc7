/** The browser phone: its state, its trouble, and its buttons. */
import { Button } from "@mantine/core";
import { useSyncExternalStore } from "react";
import { PHASE_LABELS, troubleSentence } from "../../../phone/state";
import { phone } from "../../../phone/store";
import css from "./shell.module.css";
import { t } from "../../../i18n/translate";

export function BrowserPhone() {
  const state = useSyncExternalStore(phone.subscribe, () => phone.state);
  const trouble = troubleSentence(state);
  return (
    <section className={css.phone} aria-label={t("Teléfono del navegador")} data-phase={state.phase}>
      <div>
        <p role="status">{PHASE_LABELS[state.phase]}</p>
        {trouble && (
          <p role="alert" className={css.trouble}>
            {trouble}
          </p>
        )}
      </div>
      <div className={css.phoneKeys}>
        {state.phase === "off" && (
          <Button size="xs" onClick={() => void phone.start()}>
            {t("Atender por el navegador")}
          </Button>
        )}
        {state.phase === "ringing" && (
          <Button size="xs" onClick={phone.answer}>
            {t("Contestar")}
          </Button>
        )}
        {state.phase === "talking" && (
          <Button size="xs" color="red" onClick={phone.hangUp}>
            {t("Colgar")}
          </Button>
        )}
        {(state.phase === "starting" || state.phase === "ready") && (
          <Button size="xs" variant="default" onClick={() => void phone.stop()}>
            {t("Dejar de atender aquí")}
          </Button>
        )}
      </div>
    </section>
  );
}
