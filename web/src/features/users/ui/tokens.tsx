/** The tokens of other systems: the person responsible, the last use, and the form for a new one. */
import { Button, NumberInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ApiProblem } from "../../../api/problem";
import { accountQuery } from "../../../api/queries";
import { useIssueToken, useRevokeToken, useTokens } from "../../../api/rights-requests";
import type { ServiceToken } from "../../../api/types";
import { timeOfDay, longDate, shortDate } from "../../../formats";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { Dialog } from "../../../components/dialog";
import { FormDialog } from "../../../components/form-dialog";
import { withoutStepUpError, StepUpField } from "./step-up-field";
import { OneTimeSecret } from "./one-time-secret";
import css from "./users.module.css";
import { rich, t } from "../../../i18n/translate";

const FORBIDDEN_PERMISSIONS = ["users.manage", "tokens.manage"];
const MAX_TOKEN_DAYS = 365;

export function Tokens({ done }: { done: (words: string) => void }) {
  const { data, error, refetch } = useTokens();
  const [open, setOpen] = useState<"new" | ServiceToken | null>(null);
  const close = () => setOpen(null);
  return (
    <section className={`panel ${css.list}`} aria-labelledby="tokens">
      <header>
        <h2 id="tokens">{t("Tokens de servicio")}</h2>
        <Button variant="default" onClick={() => setOpen("new")}>
          {t("Expedir un token")}
        </Button>
      </header>
      {error ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer los tokens.")} />
      ) : !data ? (
        <Loading label={t("Leyendo los tokens…")} />
      ) : data.length ? (
        <TokenTable tokens={data} revoke={setOpen} />
      ) : (
        <Empty title={t("Ningún sistema tiene token.")} />
      )}
      {open === "new" && <IssueDialog close={close} done={done} />}
      {open && open !== "new" && <RevokeDialog token={open} close={close} done={done} />}
    </section>
  );
}

function TokenTable({ tokens, revoke }: { tokens: ServiceToken[]; revoke: (token: ServiceToken) => void }) {
  return (
    <table className={`list ${css.table}`}>
      <thead>
        <tr>
          <th scope="col">{t("Nombre")}</th>
          <th scope="col">{t("Permisos")}</th>
          <th scope="col">{t("Responsable")}</th>
          <th scope="col">{t("Último uso")}</th>
          <th scope="col">{t("Vence")}</th>
          <th scope="col">
            <span className="unseen">{t("Acciones")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {tokens.map((each) => (
          <tr key={each.id}>
            <td>
              <strong>{each.name}</strong>
            </td>
            <td>{each.permissions.join(", ")}</td>
            <td data-label={t("Responsable")}>{each.issued_by}</td>
            <td data-label={t("Último uso")} className="num">
              {each.used_at ? (
                `${shortDate(each.used_at)}, ${timeOfDay(each.used_at)}`
              ) : (
                <span className="quiet">{t("nunca")}</span>
              )}
            </td>
            <td data-label={t("Vence")} className="num">
              {longDate(each.expires_at)}
            </td>
            <td className="number">
              <Button
                size="xs"
                variant="default"
                aria-label={t("Revocar el token {name}", { name: each.name })}
                onClick={() => revoke(each)}
              >
                {t("Revocar…")}
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function RevokeDialog({
  token,
  close,
  done,
}: {
  token: ServiceToken;
  close: () => void;
  done: (words: string) => void;
}) {
  const revoke = useRevokeToken();
  return (
    <FormDialog
      title={t("¿Revocar el token {name}?", { name: token.name })}
      onClose={close}
      busy={revoke.isPending}
      canSubmit
      submitLabel={t("Revocar")}
      error={revoke.error}
      onSubmit={() =>
        revoke.mutate(token.id, {
          onSuccess: () => {
            done(t("El token {name} ya no sirve.", { name: token.name }));
            close();
          },
        })
      }
    >
      <p>{t("El sistema que lo usa pierde el acceso de inmediato.")}</p>
    </FormDialog>
  );
}

function IssueDialog({ close, done }: { close: () => void; done: (words: string) => void }) {
  const issue = useIssueToken();
  const most = (useQuery(accountQuery).data?.permissions ?? []).filter((each) => !FORBIDDEN_PERMISSIONS.includes(each));
  const [name, setName] = useState("");
  const [permissions, setPermissions] = useState<string[]>([]);
  const [days, setDays] = useState<number | string>(90);
  const [proof, setProof] = useState("");
  const about = (field: string) => (issue.error instanceof ApiProblem ? issue.error.fieldError(field) : undefined);
  const issued = issue.data;
  if (issued?.token)
    return (
      <Dialog title={t("Token para {name}", { name: issued.name })} onClose={close}>
        <div className={css.fields}>
          <p>
            {rich("Escríbalo ya en el sistema que lo usa. {strong}", {
              strong: <strong>{t("No se vuelve a mostrar.")}</strong>,
            })}
          </p>
          <OneTimeSecret rows={[[t("Token"), issued.token]]} secret={issued.token} />
          <p className={css.acts}>
            <Button onClick={close} data-first>
              {t("Cerrar")}
            </Button>
          </p>
        </div>
      </Dialog>
    );
  return (
    <FormDialog
      title={t("Expedir un token")}
      onClose={close}
      busy={issue.isPending}
      canSubmit={Boolean(name.trim() && permissions.length && proof)}
      submitLabel={t("Expedir")}
      error={withoutStepUpError(issue.error)}
      onSubmit={() =>
        issue.mutate(
          { name: name.trim(), permissions, days: Number(days), proof },
          { onSuccess: () => done(t("Se expidió el token {name}.", { name: name.trim() })) },
        )
      }
    >
      <p>
        {t(
          "Para otro sistema. El token tiene, como máximo, los permisos de usted. Si inhabilitan su usuario, el token deja de servir.",
        )}
      </p>
      <TextInput
        label={t("Sistema que lo usa")}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={80}
        autoComplete="off"
        error={about("name")}
        data-first
      />
      <fieldset className={css.roles}>
        <legend>{t("Permisos")}</legend>
        {most.map((each) => (
          <label key={each} className={css.choice}>
            <input
              type="checkbox"
              checked={permissions.includes(each)}
              onChange={(event) =>
                setPermissions(
                  event.currentTarget.checked ? [...permissions, each] : permissions.filter((other) => other !== each),
                )
              }
            />{" "}
            <code>{each}</code>
          </label>
        ))}
      </fieldset>
      <NumberInput
        label={t("Vigencia en días")}
        description={t("Máximo un año.")}
        min={1}
        max={MAX_TOKEN_DAYS}
        allowDecimal={false}
        value={days}
        onChange={setDays}
        error={about("days")}
      />
      <StepUpField value={proof} change={setProof} error={issue.error} />
    </FormDialog>
  );
}
