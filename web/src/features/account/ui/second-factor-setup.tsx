/** The set-up of a second factor: the secret as a QR code and as text, then a first code that proves it. */
import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useEffect, useState } from "react";
import { ApiProblem } from "../../../api/problem";
import { useSecondFactorSecret, useConfirmSecondFactor } from "../../../api/queries";
import { Failure, Loading } from "../../../components/load-states";
import css from "./account.module.css";
import { qrPath } from "../model/qr-code";
import { t } from "../../../i18n/translate";

export function SecondFactorSetup() {
  const secret = useSecondFactorSecret();
  const prove = useConfirmSecondFactor();
  const [code, setCode] = useState("");
  if (!secret.data?.uri || !secret.data.secret)
    return (
      <EnrolmentCodeForm
        begin={(enrolmentCode) => secret.mutate(enrolmentCode)}
        busy={secret.isPending}
        error={secret.error}
      />
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    prove.mutate(code.replace(/\s/g, ""));
  };
  return (
    <ol className={css.factor}>
      <li>
        <p>
          {t(
            "Abra en su celular una aplicación de códigos (Aegis, FreeOTP, Google Authenticator u otra) y escanee este código QR:",
          )}
        </p>
        <div className={css.ways}>
          <QrCode uri={secret.data.uri} />
          <div>
            <p className="small">{t("¿No puede escanearlo? Escriba este código en la aplicación:")}</p>
            <p className={css.secret}>
              <code>{(secret.data.secret.match(/.{1,4}/g) ?? []).join(" ")}</code>
            </p>
            <p className="small">
              <a href={secret.data.uri}>{t("Abrirlo en este equipo")}</a>
            </p>
          </div>
        </div>
      </li>
      <li>
        <form onSubmit={submit} className={css.fields}>
          <TextInput
            label={t("Código de verificación")}
            description={t("Los seis dígitos que la aplicación muestra ahora.")}
            inputMode="numeric"
            autoComplete="one-time-code"
            size="md"
            maxLength={7}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
            error={prove.error instanceof ApiProblem ? prove.error.message : undefined}
          />
          <Button type="submit" size="md" loading={prove.isPending} disabled={code.replace(/\s/g, "").length < 6}>
            {t("Activar")}
          </Button>
        </form>
      </li>
    </ol>
  );
}

/** The form for the enrolment code; a password alone does not allow the set-up of a second factor. */
function EnrolmentCodeForm({
  begin,
  busy,
  error,
}: {
  begin: (enrolmentCode: string) => void;
  busy: boolean;
  error: unknown;
}) {
  const [enrolmentCode, setEnrolmentCode] = useState("");
  const about = error instanceof ApiProblem && error.code.startsWith("enrolment_code") ? error.message : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    begin(enrolmentCode);
  };
  return (
    <form onSubmit={submit} className={css.fields}>
      <TextInput
        label={t("Código de activación")}
        description={t("El que le dio el administrador de usuarios, por ejemplo abcd-efgh-jkmn.")}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        size="md"
        maxLength={40}
        value={enrolmentCode}
        onChange={(event) => setEnrolmentCode(event.currentTarget.value)}
        error={about}
      />
      {Boolean(error) && !about && <Failure error={error} title={t("No se pudo preparar el segundo factor.")} />}
      <Button type="submit" size="md" loading={busy} disabled={!enrolmentCode.trim()}>
        {t("Continuar")}
      </Button>
    </form>
  );
}

function QrCode({ uri }: { uri: string }) {
  const [drawn, setDrawn] = useState<{ path: string; size: number } | null>(null);
  useEffect(() => {
    void qrPath(uri).then(setDrawn);
  }, [uri]);
  if (!drawn) return <Loading label={t("Dibujando el código…")} />;
  return (
    <svg
      className={css.qr}
      viewBox={`0 0 ${drawn.size} ${drawn.size}`}
      role="img"
      aria-label={t("Código QR del segundo factor")}
      shapeRendering="crispEdges"
    >
      <path d={drawn.path} fill="#000" />
    </svg>
  );
}
