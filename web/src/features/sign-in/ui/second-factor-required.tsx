/** The screen after the sign-in of a user who needs a second factor and has none. */
import { pageTitle } from "../../../branding";
import { Button } from "@mantine/core";
import { useEffect } from "react";
import { useSignOut } from "../../../api/queries";
import { SecondFactorSetup } from "../../account/ui/second-factor-setup";
import css from "./sign-in.module.css";
import { t } from "../../../i18n/translate";

export default function SecondFactorRequired() {
  const signOut = useSignOut();
  useEffect(() => {
    document.title = pageTitle(t("Segundo factor"));
  }, []);
  return (
    <main className={css.due}>
      <div className={`panel ${css.sheet}`}>
        <h1>{t("Active su segundo factor")}</h1>
        <p>
          {t(
            "Su rol lo exige: además de la contraseña, se le pedirá un código que muestra su celular. Se hace una sola vez.",
          )}
        </p>
        <SecondFactorSetup />
        <p>
          <Button variant="subtle" onClick={() => signOut.mutate()}>
            {t("Salir sin activarlo")}
          </Button>
        </p>
      </div>
    </main>
  );
}
