/** How this browser alerts about a ringing call. */
import { Button } from "@mantine/core";
import { useState, useSyncExternalStore } from "react";
import {
  alertPreferences,
  requestNotificationPermission,
  setAlertPreferences,
  onAlertPreferences,
  notificationState,
} from "../../desk/model/alert-preferences";
import { chime } from "../../desk/model/ringtone";
import css from "./account.module.css";
import { t } from "../../../i18n/translate";

export function AlertSettings() {
  const { sound } = useSyncExternalStore(onAlertPreferences, alertPreferences);
  const [allowed, setAllowed] = useState(notificationState);
  return (
    <>
      <p className={css.choice}>
        <label>
          <input
            type="checkbox"
            checked={sound}
            onChange={(event) => setAlertPreferences({ sound: event.currentTarget.checked })}
          />{" "}
          {t("Sonar en este equipo cuando entra una llamada")}
        </label>
        <Button size="compact-sm" variant="default" onClick={chime}>
          {t("Probar el sonido")}
        </Button>
      </p>
      {allowed === "granted" && (
        <p className={css.done}>
          {t("Los avisos están permitidos: si está en otra ventana, el navegador le muestra la llamada.")}
        </p>
      )}
      {allowed === "default" && (
        <p>
          <Button variant="default" onClick={() => void requestNotificationPermission().then(setAllowed)}>
            {t("Permitir avisos del navegador")}
          </Button>
        </p>
      )}
      {allowed === "denied" && (
        <p className="quiet small">
          {t(
            "Este navegador tiene bloqueados los avisos de Atención. Para permitirlos, abra el candado junto a la dirección y active las notificaciones.",
          )}
        </p>
      )}
      {allowed === "unsupported" && <p className="quiet small">{t("Este navegador no muestra avisos.")}</p>}
      <p className="quiet small">{t("Vale para este navegador.")}</p>
    </>
  );
}
