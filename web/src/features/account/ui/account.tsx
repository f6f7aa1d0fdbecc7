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
import { t } from "../../../i18n/translate";

export default function AccountScreen() {
  const { data: account } = useQuery(accountQuery);
  if (!account) return null;
  return (
    <div className={css.account}>
      <header className={css.who}>
        <h1>{t("Su cuenta")}</h1>
        <p>
          {account.name} · <span className="quiet">{t("usuario")}</span> {account.user}
        </p>
      </header>
      {account.permissions.includes("phone.own") && (
        <AccountSection id="telefono" title={t("Mi teléfono")}>
          <PhoneSection registered={account.phone.registered} attends={account.advisor !== null} />
        </AccountSection>
      )}
      {account.advisor && (
        <AccountSection id="avisos" title={t("Avisos de llamadas")}>
          <AlertSettings />
        </AccountSection>
      )}
      <AccountSection id="clave" title={t("Contraseña")}>
        <PasswordForm current={t("Contraseña actual")} button={t("Cambiar la contraseña")} />
      </AccountSection>
      <AccountSection id="factor" title={t("Segundo factor")}>
        <SecondFactorSection active={account.second_factor} />
      </AccountSection>
      <AccountSection id="idioma" title={t("Idioma")}>
        <LanguageSection />
      </AccountSection>
      <AccountSection id="sesiones" title={t("Sesiones abiertas")}>
        <SessionsSection />
      </AccountSection>
      <p className={`small ${css.last}`}>
        <a href="/licencias.txt">{t("Licencias de terceros")}</a>
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
          ? t("Termine antes la llamada: cambiar el idioma vuelve a cargar la pantalla.")
          : t(
              "Vale para este navegador. Las palabras de la entidad, la historia de las llamadas y los documentos siguen en español.",
            )}
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
            ? t("Su teléfono está registrado: las llamadas le timbran allí.")
            : t("Su teléfono está registrado: timbra allí cuando supervise una conversación.")
          : attends
            ? t("Su teléfono no está registrado: sin él no puede quedar disponible.")
            : t("Su teléfono no está registrado: sin él no puede supervisar conversaciones.")}
      </p>
      {made ? (
        <>
          <dl className={css.phone}>
            <div>
              <dt>{t("Servidor")}</dt>
              <dd>{made.server}</dd>
            </div>
            <div>
              <dt>{t("Puerto")}</dt>
              <dd className="num">{made.port} (UDP)</dd>
            </div>
            <div>
              <dt>{t("Usuario")}</dt>
              <dd>{made.user}</dd>
            </div>
            <div>
              <dt>{t("Clave")}</dt>
              <dd>
                <code>{made.password}</code>
              </dd>
            </div>
          </dl>
          <p role="status">
            {t("Escríbala ahora en su teléfono: no se muestra otra vez. La clave anterior dejó de servir.")}
          </p>
        </>
      ) : (
        <p className="quiet small">
          {t(
            "Una clave nueva reemplaza la anterior: tendrá que escribirla en su teléfono para seguir recibiendo llamadas.",
          )}
        </p>
      )}
      {fresh.error && <Failure error={fresh.error} title={t("No se pudo generar la clave.")} />}
      <p>
        <Button variant="default" loading={fresh.isPending} onClick={() => fresh.mutate()}>
          {made ? t("Generar otra clave") : t("Generar clave del teléfono")}
        </Button>
      </p>
    </>
  );
}

function SecondFactorSection({ active }: { active: boolean }) {
  const [started, setStarted] = useState(false);
  if (active) return <p className={css.done}>{t("Activo: al ingresar se le pide un código de su celular.")}</p>;
  if (started) return <SecondFactorSetup />;
  return (
    <>
      <p>
        {t(
          "Protege su cuenta aunque alguien conozca su contraseña: al ingresar se pide además un código de su celular.",
        )}
      </p>
      <p>
        <Button variant="default" onClick={() => setStarted(true)}>
          {t("Activar el segundo factor")}
        </Button>
      </p>
    </>
  );
}

function SessionsSection() {
  const { data, error, refetch } = useSessions();
  const close = useCloseSession();
  if (error)
    return <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer sus sesiones.")} />;
  if (!data) return <Loading label={t("Leyendo sus sesiones…")} />;
  const moment = (at: string) => `${shortDate(at)}, ${timeOfDay(at)}`;
  return (
    <>
      <table className={`list ${css.sessions}`}>
        <thead>
          <tr>
            <th scope="col">{t("Inicio")}</th>
            <th scope="col">{t("Última actividad")}</th>
            <th scope="col">
              <span className="unseen">{t("Cerrar")}</span>
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
                  <strong className="num">{t("esta sesión")}</strong>
                ) : (
                  <Button
                    size="xs"
                    variant="default"
                    loading={close.isPending && close.variables === each.id}
                    onClick={() => close.mutate(each.id)}
                    aria-label={t("Cerrar la sesión que empezó el {began_at}", { began_at: moment(each.began_at) })}
                  >
                    {t("Cerrar")}
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
