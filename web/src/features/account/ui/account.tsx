/** The user's own settings: password, second factor, phone, and open sessions. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ApiProblem } from "../../../api/problem";
import { accountQuery, useCloseSession, usePhonePassword, useSessions } from "../../../api/queries";
import { timeOfDay, shortDate } from "../../../formats";
import { Failure, Loading } from "../../../components/load-states";
import { LanguageChoice } from "../../../components/language-choice";
import { useCurrentCall } from "../../../realtime/desk-hooks";
import css from "./account.module.css";
import { AlertSettings } from "./alert-settings";
import { SecondFactorSetup } from "./second-factor-setup";
import { PasswordForm } from "./password-form";

export default function AccountScreen() {
  const { data: account } = useQuery(accountQuery);
  if (!account) return null;
  return (
    <div className={css.account}>
      <header className={css.who}>
        <h1>Su cuenta</h1>
        <p>
          {account.name} · <span className="quiet">usuario</span> {account.user}
        </p>
      </header>
      {account.permissions.includes("phone.own") && (
        <AccountSection id="telefono" title="Mi teléfono">
          <PhoneSection registered={account.phone.registered} attends={account.advisor !== null} />
        </AccountSection>
      )}
      {account.advisor && (
        <AccountSection id="avisos" title="Avisos de llamadas">
          <AlertSettings />
        </AccountSection>
      )}
      <AccountSection id="clave" title="Contraseña">
        <PasswordForm current="Contraseña actual" button="Cambiar la contraseña" />
      </AccountSection>
      <AccountSection id="factor" title="Segundo factor">
        <SecondFactorSection active={account.second_factor} />
      </AccountSection>
      <AccountSection id="idioma" title="Idioma">
        <LanguageSection />
      </AccountSection>
      <AccountSection id="sesiones" title="Sesiones abiertas">
        <SessionsSection />
      </AccountSection>
      <p className={`small ${css.last}`}>
        <a href="/licencias.txt">Licencias de terceros</a>
      </p>
    </div>
  );
}

function AccountSection({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section className={`panel ${css.part}`} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

function LanguageSection() {
  const call = useCurrentCall();
  return (
    <>
      <LanguageChoice disabled={call !== undefined} describedBy="idioma-nota" />
      <p id="idioma-nota" className="quiet small">
        {call
          ? "Termine antes la llamada: cambiar el idioma vuelve a cargar la pantalla."
          : "Vale para este navegador. Las palabras de la entidad, la historia de las llamadas y los documentos siguen en español."}
      </p>
    </>
  );
}

function PhoneSection({ registered, attends }: { registered: boolean; attends: boolean }) {
  const fresh = usePhonePassword();
  const made = fresh.data;
  return (
    <>
      <p>
        {registered
          ? attends
            ? "Su teléfono está registrado: las llamadas le timbran allí."
            : "Su teléfono está registrado: timbra allí cuando supervise una conversación."
          : attends
            ? "Su teléfono no está registrado: sin él no puede quedar disponible."
            : "Su teléfono no está registrado: sin él no puede supervisar conversaciones."}
      </p>
      {made ? (
        <>
          <dl className={css.phone}>
            <div>
              <dt>Servidor</dt>
              <dd>{made.server}</dd>
            </div>
            <div>
              <dt>Puerto</dt>
              <dd className="num">{made.port} (UDP)</dd>
            </div>
            <div>
              <dt>Usuario</dt>
              <dd>{made.user}</dd>
            </div>
            <div>
              <dt>Clave</dt>
              <dd>
                <code>{made.password}</code>
              </dd>
            </div>
          </dl>
          <p role="status">Escríbala ahora en su teléfono: no se muestra otra vez. La clave anterior dejó de servir.</p>
        </>
      ) : (
        <p className="quiet small">
          Una clave nueva reemplaza la anterior: tendrá que escribirla en su teléfono para seguir recibiendo llamadas.
        </p>
      )}
      {fresh.error && <Failure error={fresh.error} title="No se pudo generar la clave." />}
      <p>
        <Button variant="default" loading={fresh.isPending} onClick={() => fresh.mutate()}>
          {made ? "Generar otra clave" : "Generar clave del teléfono"}
        </Button>
      </p>
    </>
  );
}

function SecondFactorSection({ active }: { active: boolean }) {
  const [started, setStarted] = useState(false);
  if (active) return <p className={css.done}>Activo: al ingresar se le pide un código de su celular.</p>;
  if (started) return <SecondFactorSetup />;
  return (
    <>
      <p>Protege su cuenta aunque alguien conozca su contraseña: al ingresar se pide además un código de su celular.</p>
      <p>
        <Button variant="default" onClick={() => setStarted(true)}>
          Activar el segundo factor
        </Button>
      </p>
    </>
  );
}

function SessionsSection() {
  const { data, error, refetch } = useSessions();
  const close = useCloseSession();
  if (error) return <Failure error={error} retry={() => void refetch()} title="No se pudieron leer sus sesiones." />;
  if (!data) return <Loading label="Leyendo sus sesiones…" />;
  const moment = (at: string) => `${shortDate(at)}, ${timeOfDay(at)}`;
  return (
    <>
      <table className="list">
        <thead>
          <tr>
            <th scope="col">Inicio</th>
            <th scope="col">Última actividad</th>
            <th scope="col">
              <span className="unseen">Cerrar</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {data.map((each) => (
            <tr key={each.id}>
              <td className="num">{moment(each.began_at)}</td>
              <td className="num">{moment(each.seen_at)}</td>
              <td className="number">
                {each.this ? (
                  <strong className="num">esta sesión</strong>
                ) : (
                  <Button
                    size="xs"
                    variant="default"
                    loading={close.isPending && close.variables === each.id}
                    onClick={() => close.mutate(each.id)}
                    aria-label={`Cerrar la sesión que empezó el ${moment(each.began_at)}`}
                  >
                    Cerrar
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {close.error instanceof ApiProblem && <Failure error={close.error} />}
    </>
  );
}
