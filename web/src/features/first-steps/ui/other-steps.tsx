/** The steps outside the site: people, the mail server and the test call. */
import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type FirstSteps, type StepName, useTestMail } from "../../../api/first-steps";
import { accountQuery } from "../../../api/queries";
import { folderAddress } from "../../../api/site";
import { serverClock } from "../../../clock";
import { Link } from "../../../components/link";
import { Failure } from "../../../components/load-states";
import { momentPhrase } from "../../../formats";
import { rich, t } from "../../../i18n/translate";
import { Customers } from "./customers-step";
import css from "./first-steps.module.css";

interface OtherStepProps {
  step: StepName;
  steps: FirstSteps;
  confirm: (text: string) => void;
}

export function OtherStep({ step, steps, confirm }: OtherStepProps) {
  if (step === "administrators") return <Administrators />;
  if (step === "advisors") return <Advisors />;
  if (step === "customers") return <Customers confirm={confirm} />;
  if (step === "mail") return <MailServer steps={steps} confirm={confirm} />;
  return step === "test_call" ? <TestCall steps={steps} /> : null;
}

function Administrators() {
  return (
    <p>
      {rich(
        "El primer administrador se creó en el servidor. {create} a una segunda persona con el rol «admin»: cada una aprueba lo que pide la otra.",
        { create: <Link to="/usuarios">{t("Cree en «Usuarios»")}</Link> },
      )}
    </p>
  );
}

function Advisors() {
  const assigns = useQuery(accountQuery).data?.permissions.includes("roster.manage") ?? false;
  return (
    <ol className={css.list}>
      <li>
        {rich("{import} el archivo del personal, o registre a cada persona.", {
          import: <Link to="/personal">{t("Importe en «Personal»")}</Link>,
        })}
      </li>
      <li>
        {rich("{grant} el rol «asesor» a quienes contestan, y «coordinador» o «supervisor» a quien los dirige.", {
          grant: <Link to="/usuarios">{t("Dé en «Usuarios»")}</Link>,
        })}
      </li>
      <li>
        {assigns
          ? rich("{assign} a cada asesor la cola que atiende.", {
              assign: <Link to="/puestos">{t("Asigne en «Puestos y colas»")}</Link>,
            })
          : t(
              "Pida a un coordinador o supervisor que les asigne la cola en «Puestos y colas»: su usuario no puede. Si todavía no hay ninguno, dé ese rol en «Usuarios».",
            )}
      </li>
      <li>{t("Cada asesor entra, conecta su teléfono y queda disponible.")}</li>
    </ol>
  );
}

function MailServer({ steps, confirm }: { steps: FirstSteps; confirm: (text: string) => void }) {
  const [to, setTo] = useState("");
  const test = useTestMail();
  const lacks = steps.steps.find(({ name }) => name === "mail")?.lacks ?? [];
  if (lacks.includes("no_mail_server"))
    return (
      <p>
        {t(
          "El servidor se dice en ATENCION_SMTP_URL, porque lleva una contraseña. Al reiniciar, este paso deja probarlo.",
        )}
      </p>
    );
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        test.mutate(to, { onSuccess: () => confirm(t("El correo de prueba está en camino.")) });
      }}
    >
      <TextInput
        label={t("Enviar un correo de prueba a")}
        type="email"
        value={to}
        maxLength={254}
        onChange={(event) => setTo(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" disabled={to.trim().length < 3} loading={test.isPending}>
        {t("Enviar")}
      </Button>
      {test.error && <Failure error={test.error} title={t("No se envió.")} />}
    </form>
  );
}

function TestCall({ steps }: { steps: FirstSteps }) {
  const { call, lines } = steps;
  const now = serverClock.now();
  return (
    <>
      <ul className={css.numbers} aria-label={t("Números para llamar")}>
        {lines.map((line) => (
          <li key={line.id}>
            <span>{line.name}</span>
            <strong>{line.numbers.join(", ")}</strong>
            {!line.open && (
              <span className="quiet">
                {t("A esta hora está cerrada: se oye el mensaje de cierre, y la llamada también cuenta.")}
              </span>
            )}
          </li>
        ))}
      </ul>
      <p className="quiet">
        {t("Con un teléfono SIP, marque el número y @{address}. Lo que se oye es la versión que rige.", {
          address: steps.sip_address,
        })}
      </p>
      <p className={css.call} role="status" data-heard={call !== null}>
        {call === null
          ? t("Esperando la llamada…")
          : call.answered_at
            ? t("Se oyó {when} en {line}, y la contestó un asesor.", {
                when: momentPhrase(call.arrived_at, now),
                line: nameOf(steps, call.line),
              })
            : t("Se oyó {when} en {line}. Ningún asesor la ha contestado todavía.", {
                when: momentPhrase(call.arrived_at, now),
                line: nameOf(steps, call.line),
              })}
      </p>
      {call !== null && (
        <p className={css.bar}>
          <span>{t("La línea atiende. Guarde la carpeta del sitio: con ella se instala igual en otra parte.")}</span>
          <Button component="a" href={folderAddress(steps.publication)} download>
            {t("Descargar la carpeta del sitio (ZIP)")}
          </Button>
        </p>
      )}
    </>
  );
}

const nameOf = (steps: FirstSteps, line: string): string => steps.lines.find(({ id }) => id === line)?.name ?? line;
