/** The sign-in screen. */
import { pageTitle, siteName } from "../../../branding";
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { ApiProblem } from "../../../api/problem";
import { useSignIn } from "../../../api/queries";
import { remaining } from "../../../formats";
import { Logo } from "../../../components/icons";
import { LanguageChoice } from "../../../components/language-choice";
import { claimLocalDrafts, hasLocalDrafts } from "../../../local-drafts";
import { shouldRetry, retryDelayMs } from "../model/retry";
import css from "./sign-in.module.css";
import { rich, t } from "../../../i18n/translate";

export function SignIn() {
  const signIn = useSignIn(claimLocalDrafts);
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [otp, setOtp] = useState("");
  const [capsLock, setCapsLock] = useState(false);
  const [keepsDrafts] = useState(hasLocalDrafts);
  const [retries, setRetries] = useState(0);
  const problem = useLastProblem(signIn.error, signIn.isPending && retries > 0);
  const wantsOtp = useNeedsOtp(problem);
  const goesOn = shouldRetry(problem, retries);
  const lockedMs = useCountdown(problem, () => {
    if (!goesOn || !signIn.variables) return;
    setRetries(retries + 1);
    signIn.mutate(signIn.variables);
  });
  const codeRef = useRef<HTMLInputElement>(null);
  useEffect(() => {
    document.title = pageTitle(t("Ingresar"));
  }, []);
  useEffect(() => {
    if (wantsOtp) codeRef.current?.focus();
  }, [wantsOtp]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (lockedMs > 0 || signIn.isPending) return;
    setRetries(0);
    signIn.mutate({ username: username.trim(), password, ...(wantsOtp ? { otp: otp.replace(/\s/g, "") } : {}) });
  };
  const watchCaps = (event: KeyboardEvent) => setCapsLock(event.getModifierState("CapsLock"));

  return (
    <div className={css.page}>
      <aside className={css.brand}>
        <div className={css.logo}>
          <Logo />
          <span>{siteName}</span>
        </div>
        <TimelineOrnament />
        <p className={css.promise}>{rich("Una llamada,{br}de principio a fin.", { br: <br /> })}</p>
      </aside>
      <main className={css.main}>
        <form onSubmit={submit} className={css.form} noValidate>
          <h1>{t("Ingresar")}</h1>
          {keepsDrafts && (
            <p className={css.kept} role="status">
              {t("Su sesión terminó. Lo que escribió sigue en esta pestaña: ingrese para continuar.")}
            </p>
          )}
          <TextInput
            label={t("Usuario")}
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            size="md"
            autoFocus
            value={username}
            onChange={(event) => setUsername(event.currentTarget.value)}
            required
            withAsterisk={false}
          />
          <div>
            <PasswordInput
              label={t("Contraseña")}
              name="password"
              autoComplete="current-password"
              size="md"
              required
              withAsterisk={false}
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              onKeyUp={watchCaps}
              onKeyDown={watchCaps}
              aria-describedby={capsLock ? "mayusculas" : undefined}
              visibilityToggleButtonProps={{ "aria-label": t("Mostrar u ocultar la contraseña") }}
            />
            {capsLock && (
              <p id="mayusculas" className={css.caps} role="status">
                {t("⇪ Tiene activadas las mayúsculas.")}
              </p>
            )}
          </div>
          {wantsOtp && (
            <TextInput
              ref={codeRef}
              label={t("Código de verificación")}
              description={t("Los seis dígitos que muestra su aplicación.")}
              name="otp"
              size="md"
              inputMode="numeric"
              autoComplete="one-time-code"
              classNames={{ input: css.code }}
              maxLength={7}
              value={otp}
              onChange={(event) => setOtp(event.currentTarget.value)}
            />
          )}
          {problem && !(problem.code === "otp_required" && !otp) && (
            <SignInError problem={problem} lockedMs={lockedMs} goesOn={goesOn} />
          )}
          <Button type="submit" size="md" fullWidth loading={signIn.isPending} disabled={lockedMs > 0}>
            {lockedMs > 0 ? t("Espere {lockedMs}", { lockedMs: remaining(lockedMs) }) : t("Ingresar")}
          </Button>
          <p className="quiet small">{t("¿Olvidó su contraseña? Pida una temporal al administrador del sistema.")}</p>
          <LanguageChoice />
        </form>
      </main>
    </div>
  );
}

function SignInError({ problem, lockedMs, goesOn }: { problem: ApiProblem; lockedMs: number; goesOn: boolean }) {
  return (
    <div role="alert" className={css.complaint}>
      <p>{problem.message}</p>
      {goesOn && <p>{t("No tiene que hacer nada: se intentará de nuevo por sí solo.")}</p>}
      {!goesOn && lockedMs > 0 && (
        <p aria-live="off">
          {rich("Podrá intentarlo de nuevo en {lockedMs}.", {
            lockedMs: <span className="num">{remaining(lockedMs)}</span>,
          })}
        </p>
      )}
    </div>
  );
}

/** Return the server's last error; it stays while the screen retries automatically. */
function useLastProblem(error: Error | null, retrying: boolean): ApiProblem | null {
  const last = useRef<ApiProblem | null>(null);
  if (error instanceof ApiProblem) last.current = error;
  else if (!retrying) last.current = null;
  return last.current;
}

/** Return whether to show the code field; it stays once the server has asked for the code. */
function useNeedsOtp(problem: ApiProblem | null): boolean {
  const [wanted, setWanted] = useState(false);
  const asks = problem?.code === "otp_required" || problem?.code === "otp_wrong";
  useEffect(() => {
    if (asks) setWanted(true);
  }, [asks]);
  return wanted || asks;
}

/**
 * Return the milliseconds until the server accepts another attempt; 0 if it does.
 * @param onEnd called once when the wait ends
 */
function useCountdown(problem: ApiProblem | null, onEnd: () => void): number {
  const [left, setLeft] = useState(0);
  const latestOnEnd = useRef(onEnd);
  latestOnEnd.current = onEnd;
  useEffect(() => {
    const wait = retryDelayMs(problem, Math.random());
    const until = Date.now() + wait;
    const tick = () => setLeft(Math.max(0, until - Date.now()));
    tick();
    if (!wait) return;
    const timer = setInterval(tick, 1000);
    const end = setTimeout(() => {
      clearInterval(timer);
      setLeft(0);
      latestOnEnd.current();
    }, wait);
    return () => {
      clearInterval(timer);
      clearTimeout(end);
    };
  }, [problem]);
  return left;
}

/** The timeline of a call, as an ornament. */
function TimelineOrnament() {
  return (
    <svg viewBox="0 0 420 120" className={css.line} aria-hidden="true" focusable="false">
      <path
        d="M0 86h96c26 0 30-58 58-58s34 58 62 58h60c24 0 28-30 50-30h94"
        fill="none"
        stroke="currentColor"
        strokeWidth="3"
        strokeLinecap="round"
      />
      <circle cx="96" cy="86" r="6" />
      <circle cx="154" cy="28" r="6" />
      <circle cx="276" cy="86" r="6" />
      <circle cx="408" cy="56" r="11" className={css.end} />
    </svg>
  );
}
