/** The screen after the sign-in of a user with a temporary password. */
import { pageTitle } from "../../../branding";
import { Button } from "@mantine/core";
import { useEffect } from "react";
import { useSignOut } from "../../../api/queries";
import { PasswordForm } from "../../account/ui/password-form";
import css from "./sign-in.module.css";
import { t } from "../../../i18n/translate";

export default function PasswordChangeRequired() {
  const signOut = useSignOut();
  useEffect(() => {
    document.title = pageTitle(t("Cambie su contraseña"));
  }, []);
  return (
    <main className={css.due}>
      <div className={`panel ${css.sheet}`}>
        <h1>{t("Cambie su contraseña")}</h1>
        <p>{t("La que usó para entrar es temporal. Antes de continuar, escriba una que solo usted conozca.")}</p>
        <PasswordForm current={t("Contraseña temporal")} button={t("Cambiar y continuar")} primary />
        <p>
          <Button variant="subtle" onClick={() => signOut.mutate()}>
            {t("Salir sin cambiarla")}
          </Button>
        </p>
      </div>
    </main>
  );
}
