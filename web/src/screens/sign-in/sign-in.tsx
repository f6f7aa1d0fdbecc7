/** The door. */
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { ApiProblem } from "../../api/problem";
import { useSignIn } from "../../api/queries";
import { duration } from "../../formats";
import { Mark } from "../../parts/icons";
import css from "./sign-in.module.css";

export function SignIn() {
  const signIn = useSignIn();
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [otp, setOtp] = useState("");
  const [capsLock, setCapsLock] = useState(false);
  const problem = signIn.error instanceof ApiProblem ? signIn.error : null;
  const wantsOtp = useWantsOtp(problem);
  const lockedMs = useCountdown(problem);
  const codeRef = useRef<HTMLInputElement>(null);
  useEffect(() => {
    document.title = "Ingresar · Atención";
  }, []);
  useEffect(() => {
    if (wantsOtp) codeRef.current?.focus();
  }, [wantsOtp]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (lockedMs > 0 || signIn.isPending) return;
    signIn.mutate({ username: username.trim(), password, ...(wantsOtp ? { otp: otp.replace(/\s/g, "") } : {}) });
  };
  const watchCaps = (event: KeyboardEvent) => setCapsLock(event.getModifierState("CapsLock"));

  return (
    <div className={css.page}>
      <aside className={css.brand}>
        <div className={css.logo}><Mark /><span>Atención</span></div>
        <Line />
        <p className={css.promise}>Una llamada,<br />de principio a fin.</p>
      </aside>
      <main className={css.main}>
        <form onSubmit={submit} className={css.form} noValidate>
          <h1>Ingresar</h1>
          <TextInput label="Usuario" name="username" autoComplete="username" autoCapitalize="none" spellCheck={false} size="md" autoFocus
            value={username} onChange={(event) => setUsername(event.currentTarget.value)} required withAsterisk={false} />
          <div>
            <PasswordInput label="Contraseña" name="password" autoComplete="current-password" size="md" required withAsterisk={false}
              value={password} onChange={(event) => setPassword(event.currentTarget.value)} onKeyUp={watchCaps} onKeyDown={watchCaps}
              aria-describedby={capsLock ? "mayusculas" : undefined}
              visibilityToggleButtonProps={{ "aria-label": "Mostrar u ocultar la contraseña" }} />
            {capsLock && <p id="mayusculas" className={css.caps} role="status">⇪ Tiene activadas las mayúsculas.</p>}
          </div>
          {wantsOtp && (
            <TextInput ref={codeRef} label="Código de verificación" description="Los seis dígitos que muestra su aplicación." name="otp" size="md"
              inputMode="numeric" autoComplete="one-time-code" classNames={{ input: css.code }} maxLength={7}
              value={otp} onChange={(event) => setOtp(event.currentTarget.value)} />
          )}
          {problem && !(problem.code === "otp_required" && !otp) && <Complaint problem={problem} lockedMs={lockedMs} />}
          <Button type="submit" size="md" fullWidth loading={signIn.isPending} disabled={lockedMs > 0}>
            {lockedMs > 0 ? `Espere ${duration(lockedMs)}` : "Ingresar"}
          </Button>
          <p className="quiet small">¿Olvidó su contraseña? Pídale una nueva a quien administra el sistema.</p>
        </form>
      </main>
    </div>
  );
}

function Complaint({ problem, lockedMs }: { problem: ApiProblem; lockedMs: number }) {
  return (
    <div role="alert" className={css.complaint}>
      <p>{problem.message}</p>
      {lockedMs > 0 && <p aria-live="off">Podrá intentarlo de nuevo en <span className="num">{duration(lockedMs)}</span>.</p>}
    </div>
  );
}

/** Once the server asked for the code, the field stays. */
function useWantsOtp(problem: ApiProblem | null): boolean {
  const [wanted, setWanted] = useState(false);
  const asks = problem?.code === "otp_required" || problem?.code === "otp_wrong";
  useEffect(() => {
    if (asks) setWanted(true);
  }, [asks]);
  return wanted || asks;
}

/** Milliseconds until the server would listen again; 0 when it does. */
function useCountdown(problem: ApiProblem | null): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    const until = Date.now() + (problem?.retryAfterS ?? 0) * 1000;
    const tick = () => setLeft(Math.max(0, until - Date.now()));
    tick();
    if (!problem?.retryAfterS) return;
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, [problem]);
  return left;
}

/** The thread of a call, as an ornament. */
function Line() {
  return (
    <svg viewBox="0 0 420 120" className={css.line} aria-hidden="true" focusable="false">
      <path d="M0 86h96c26 0 30-58 58-58s34 58 62 58h60c24 0 28-30 50-30h94" fill="none" stroke="currentColor" strokeWidth="3" strokeLinecap="round" />
      <circle cx="96" cy="86" r="6" /><circle cx="154" cy="28" r="6" /><circle cx="276" cy="86" r="6" />
      <circle cx="408" cy="56" r="11" className={css.end} />
    </svg>
  );
}
