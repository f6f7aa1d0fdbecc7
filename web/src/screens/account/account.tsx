/** What is one's own: the password, the second factor, the phone, and where one's sessions are open. */
import { Button, PasswordInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { ApiProblem } from "../../api/problem";
import { accountQuery, useChangePassword, useCloseSession, usePhonePassword, useSessions } from "../../api/queries";
import { clock, shortDate } from "../../formats";
import { announce } from "../../parts/announce";
import { Failure, Loading } from "../../parts/conditions";
import css from "./account.module.css";
import { FactorSteps } from "./factor";

const SHORTEST = 12;

export default function AccountScreen() {
  const { data: account } = useQuery(accountQuery);
  if (!account) return null;
  return (
    <div className={css.account}>
      <header className={css.who}>
        <h1>Su cuenta</h1>
        <p>{account.name} · <span className="quiet">usuario</span> {account.user}</p>
      </header>
      {account.permissions.includes("phone.own") && <Part id="telefono" title="Mi teléfono"><Phone registered={account.phone.registered} attends={account.advisor !== null} /></Part>}
      <Part id="clave" title="Contraseña"><Password /></Part>
      <Part id="factor" title="Segundo factor"><Factor active={account.second_factor} /></Part>
      <Part id="sesiones" title="Sesiones abiertas"><Sessions /></Part>
      <p className={`small ${css.last}`}><a href="/licencias.txt">Licencias de terceros</a></p>
    </div>
  );
}

function Part({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return <section className={`panel ${css.part}`} aria-labelledby={id}><h2 id={id}>{title}</h2>{children}</section>;
}

function Phone({ registered, attends }: { registered: boolean; attends: boolean }) {
  const fresh = usePhonePassword();
  const made = fresh.data;
  return (
    <>
      <p>{registered ? attends ? "Su teléfono está registrado: las llamadas le timbran allí." : "Su teléfono está registrado: timbra allí cuando supervise una conversación." : attends ? "Su teléfono no está registrado: sin él no puede quedar disponible." : "Su teléfono no está registrado: sin él no puede supervisar conversaciones."}</p>
      {made ? (
        <>
          <dl className={css.phone}>
            <div><dt>Servidor</dt><dd>{made.server}</dd></div>
            <div><dt>Puerto</dt><dd className="num">{made.port} (UDP)</dd></div>
            <div><dt>Usuario</dt><dd>{made.user}</dd></div>
            <div><dt>Clave</dt><dd><code>{made.password}</code></dd></div>
          </dl>
          <p role="status">Escríbala ya en su teléfono: no se vuelve a mostrar, y la anterior dejó de servir.</p>
        </>
      ) : <p className="quiet small">Una clave nueva reemplaza la anterior: tendrá que escribirla en su teléfono para seguir recibiendo llamadas.</p>}
      {fresh.error && <Failure error={fresh.error} what="No se pudo hacer la clave." />}
      <p><Button variant="default" loading={fresh.isPending} onClick={() => fresh.mutate()}>{made ? "Hacer otra clave" : "Hacer una clave nueva para mi teléfono"}</Button></p>
    </>
  );
}

/** What is wrong with a new password before the server is asked; empty when nothing is. */
export function wrongWith(fresh: string, again: string): { fresh?: string; again?: string } {
  if (fresh.length < SHORTEST) return { fresh: `Necesita al menos ${SHORTEST} caracteres; una frase corta sirve.` };
  return fresh === again ? {} : { again: "No es igual a la nueva." };
}

function Password() {
  const change = useChangePassword();
  const [fields, setFields] = useState({ current: "", fresh: "", again: "" });
  const [tried, setTried] = useState(false);
  const wrong = tried ? wrongWith(fields.fresh, fields.again) : {};
  const set = (name: keyof typeof fields) => (event: { currentTarget: { value: string } }) => setFields({ ...fields, [name]: event.currentTarget.value });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(wrongWith(fields.fresh, fields.again)).length) return;
    change.mutate({ current: fields.current, new: fields.fresh }, { onSuccess: () => { setFields({ current: "", fresh: "", again: "" }); setTried(false); announce("Contraseña cambiada."); } });
  };
  const eye = { "aria-label": "Mostrar u ocultar" };
  return (
    <form onSubmit={submit} className={css.fields} noValidate>
      <PasswordInput label="La de ahora" autoComplete="current-password" value={fields.current} onChange={set("current")} visibilityToggleButtonProps={eye} />
      <PasswordInput label="La nueva" autoComplete="new-password" value={fields.fresh} onChange={set("fresh")} error={wrong.fresh} visibilityToggleButtonProps={eye} />
      <PasswordInput label="La nueva, otra vez" autoComplete="new-password" value={fields.again} onChange={set("again")} error={wrong.again} visibilityToggleButtonProps={eye} />
      {change.error && <Failure error={change.error} />}
      {change.isSuccess && <p role="status" className={css.done}>Contraseña cambiada. Sus demás sesiones se cerraron.</p>}
      <Button type="submit" variant="default" loading={change.isPending} disabled={!fields.current}>Cambiar la contraseña</Button>
    </form>
  );
}

function Factor({ active }: { active: boolean }) {
  const [begun, begin] = useState(false);
  if (active) return <p className={css.done}>Activo: al ingresar se le pide un código de su celular.</p>;
  if (begun) return <FactorSteps />;
  return (
    <>
      <p>Con él, quien conozca su contraseña tampoco puede entrar sin su celular.</p>
      <p><Button variant="default" onClick={() => begin(true)}>Activar el segundo factor</Button></p>
    </>
  );
}

function Sessions() {
  const { data, error, refetch } = useSessions();
  const close = useCloseSession();
  if (error) return <Failure error={error} again={() => void refetch()} what="No se pudieron leer sus sesiones." />;
  if (!data) return <Loading what="Leyendo sus sesiones…" />;
  const moment = (at: string) => `${shortDate(at)}, ${clock(at)}`;
  return (
    <>
      <table className="list">
        <thead><tr><th scope="col">Empezó</th><th scope="col">Última actividad</th><th scope="col"><span className="unseen">Cerrar</span></th></tr></thead>
        <tbody>
          {data.map((each) => (
            <tr key={each.id}>
              <td className="num">{moment(each.began_at)}</td>
              <td className="num">{moment(each.seen_at)}</td>
              <td className="number">{each.this ? <strong className="num">esta sesión</strong> : <Button size="xs" variant="default" loading={close.isPending && close.variables === each.id} onClick={() => close.mutate(each.id)} aria-label={`Cerrar la sesión que empezó el ${moment(each.began_at)}`}>Cerrar</Button>}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {close.error instanceof ApiProblem && <Failure error={close.error} />}
    </>
  );
}
