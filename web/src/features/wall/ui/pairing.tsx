/** The pairing of a television: a code, typed with a keyboard or a remote control. */
import { type FormEvent, useEffect, useRef, useState } from "react";
import { usePairing } from "../../../api/displays";
import { ApiProblem } from "../../../api/problem";
import css from "./wall.module.css";
import { t } from "../../../i18n/translate";

export function Pairing({ revoked, done }: { revoked: boolean; done: () => void }) {
  const pairing = usePairing();
  const [code, setCode] = useState("");
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const complete = code.replaceAll(/[^a-z0-9]/gi, "").length === 8;
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (complete && !pairing.isPending)
      pairing.mutate(code, {
        onSuccess: () => {
          setCode("");
          done();
        },
      });
  };
  return (
    <main className={css.pairing}>
      <h1>{revoked ? t("Esta pantalla ya no tiene permiso") : t("Vincule esta pantalla")}</h1>
      <p>
        {revoked
          ? t("Para usarla de nuevo, pida un código a un supervisor.")
          : t("Un supervisor da el código en «Control», «Pantallas de pared».")}
      </p>
      <form onSubmit={send}>
        <label htmlFor="codigo">{t("Código de vinculación")}</label>
        <input
          id="codigo"
          value={code}
          onChange={(event) => setCode(event.currentTarget.value.toUpperCase())}
          maxLength={16}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          ref={field}
          placeholder="XXXX-XXXX"
          aria-invalid={pairing.error ? true : undefined}
          aria-describedby={pairing.error ? "codigo-error" : undefined}
        />
        {pairing.error && (
          <p id="codigo-error" className={css.refused} role="alert">
            {pairing.error instanceof ApiProblem ? pairing.error.message : t("No se pudo vincular. Intente de nuevo.")}
          </p>
        )}
        <button type="submit" disabled={!complete || pairing.isPending}>
          {t("Vincular")}
        </button>
      </form>
    </main>
  );
}
