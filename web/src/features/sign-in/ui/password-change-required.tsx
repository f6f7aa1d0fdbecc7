/** The screen after the sign-in of a user with a temporary password. */
import { pageTitle } from "../../../branding";
import { Button } from "@mantine/core";
import { useEffect } from "react";
import { useSignOut } from "../../../api/queries";
import { PasswordForm } from "../../account/ui/password-form";
import css from "./sign-in.module.css";

export default function PasswordChangeRequired() {
  const signOut = useSignOut();
  useEffect(() => {
    document.title = pageTitle("Cambie su contraseña");
  }, []);
  return (
    <main className={css.due}>
      <div className={`panel ${css.sheet}`}>
        <h1>Cambie su contraseña</h1>
        <p>La que usó para entrar es temporal. Antes de continuar, escriba una que solo usted conozca.</p>
        <PasswordForm current="Contraseña temporal" button="Cambiar y continuar" primary />
        <p>
          <Button variant="subtle" onClick={() => signOut.mutate()}>
            Salir sin cambiarla
          </Button>
        </p>
      </div>
    </main>
  );
}
