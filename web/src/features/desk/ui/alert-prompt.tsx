/** A single prompt to allow this browser's notifications while another window is in front. */
import { Button } from "@mantine/core";
import { useState } from "react";
import {
  alertPreferences,
  requestNotificationPermission,
  setAlertPreferences,
  notificationState,
} from "../model/alert-preferences";
import css from "./desk.module.css";
import { t } from "../../../i18n/translate";

export function AlertPrompt() {
  const [open, setOpen] = useState(() => !alertPreferences().asked && notificationState() === "default");
  if (!open) return null;
  const answer = (act: () => void) => () => {
    act();
    setOpen(false);
  };
  return (
    <section className={css.offer} aria-labelledby="avisos">
      <h2 id="avisos">{t("¿Le avisamos de las llamadas aunque esté en otra ventana?")}</h2>
      <p className="small">
        {t("El navegador le pide permiso una sola vez. El aviso dice la línea y la opción, nunca quién llama.")}
      </p>
      <p>
        <Button size="compact-md" onClick={answer(() => void requestNotificationPermission())}>
          {t("Sí, avisarme")}
        </Button>{" "}
        <Button size="compact-md" variant="subtle" onClick={answer(() => setAlertPreferences({ asked: true }))}>
          {t("Ahora no")}
        </Button>
      </p>
    </section>
  );
}
