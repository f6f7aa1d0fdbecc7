/**
 * The erasure of a customer's data at their request. The user searches for the customer and gives the request; the plan
 * shows what the law requires to keep and why; then the user gives the act and types a confirmation, because an erasure
 * cannot be undone.
 */
import { Button, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useEffect, useRef, useState } from "react";
import {
  type CreditStatus,
  type CustomerMatch,
  type ErasurePlan,
  useEraseCustomer,
  useErasurePlan,
} from "../../../api/customers";
import { announce } from "../../../components/announcer";
import { Failure, Loading } from "../../../components/load-states";
import { CustomerDialog, RecordHeader } from "./customer-dialog";
import css from "./customers.module.css";
import {
  needsCreditStatus,
  CONFIRMATION,
  isCompleteTicketNumber,
  type OrderErrors,
  orderErrors,
} from "../model/erasure-order";
import { rich, t } from "../../../i18n/translate";

export function EraseCustomer() {
  return (
    <CustomerDialog
      always
      permission="customer.erase"
      title={t("Suprimir datos")}
      intro={t(
        "Para suprimir los datos personales de quien lo pidió (Ley 1581 de 2012). La solicitud debe tener radicado y decisión. Busque a la persona.",
      )}
    >
      {(customer, another) => <ErasureSteps key={customer.id} customer={customer} another={another} />}
    </CustomerDialog>
  );
}

function ErasureSteps({ customer, another }: { customer: CustomerMatch; another: () => void }) {
  const [request, setRequest] = useState("");
  const [credit, setCredit] = useState<CreditStatus>();
  const [confirming, setConfirming] = useState(false);
  const { data, error, isPlaceholderData } = useErasurePlan(customer.id, request, credit);
  const erase = useEraseCustomer(customer.id);
  if (erase.isSuccess) return <ErasureResult told={erase.data} another={another} />;
  return (
    <>
      <RecordHeader record={customer} />
      {!request || error ? (
        <RequestForm request={request} error={error} ask={setRequest} another={another} />
      ) : !data ? (
        <Loading label={t("Buscando qué se guarda de esta persona…")} />
      ) : confirming ? (
        <ErasureConfirmation
          busy={erase.isPending}
          error={erase.error}
          back={() => setConfirming(false)}
          send={(act, reason) =>
            erase.mutate({ request, credit, act, reason }, { onSuccess: () => announce(t("Datos suprimidos.")) })
          }
        />
      ) : (
        <PlanStep
          plan={data}
          busy={isPlaceholderData}
          creditStatus={credit}
          onCreditStatus={setCredit}
          back={() => setRequest("")}
          go={() => setConfirming(true)}
        />
      )}
    </>
  );
}

interface RequestFormProps {
  request: string;
  error: unknown;
  ask: (request: string) => void;
  another: () => void;
}

function RequestForm({ request, error, ask, another }: RequestFormProps) {
  const [number, setNumber] = useState(request);
  const [tried, setTried] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (isCompleteTicketNumber(number)) ask(number.trim());
    else field.current?.focus();
  };
  return (
    <form className={css.dialog} onSubmit={submit} aria-label={t("La solicitud")} noValidate>
      <TextInput
        ref={field}
        label={t("Radicado de su solicitud")}
        description={t("El del reclamo o la consulta de datos personales en que lo pidió.")}
        placeholder="2026-000001-3"
        value={number}
        maxLength={20}
        autoComplete="off"
        error={
          tried && !isCompleteTicketNumber(number)
            ? t("Escriba el radicado completo, con su dígito de control.")
            : undefined
        }
        onChange={(event) => setNumber(event.currentTarget.value)}
      />
      {error ? <Failure error={error} title={t("No se puede suprimir con ese radicado.")} /> : null}
      <p className={css.acts}>
        <Button variant="subtle" onClick={another}>
          {t("Buscar otra persona")}
        </Button>
        <Button type="submit">{t("Ver qué se suprimiría")}</Button>
      </p>
    </form>
  );
}

const CREDIT_LABELS: readonly [CreditStatus, string][] = [
  ["in_force", t("Está vigente")],
  ["settled", t("Está pagado, o ya no responde por él")],
];

interface PlanStepProps {
  plan: ErasurePlan;
  busy: boolean;
  /** The credit status that the user chose; undefined where the record decides. */
  creditStatus: CreditStatus | undefined;
  onCreditStatus: (credit: CreditStatus) => void;
  back: () => void;
  go: () => void;
}

function PlanStep({ plan, busy, creditStatus, onCreditStatus, back, go }: PlanStepProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className={css.dialog} aria-labelledby="plan" aria-busy={busy}>
      <h3 id="plan" ref={heading} tabIndex={-1}>
        {t("Efecto de la supresión")}
      </h3>
      {needsCreditStatus(plan) && (
        <fieldset className={css.choice}>
          <legend>{t("Su registro nombra un crédito, o responde por uno")}</legend>
          <p className="small quiet">{t("Mientras esté vigente hay un deber de conservar su registro.")}</p>
          {CREDIT_LABELS.map(([value, words]) => (
            <label key={value}>
              <input
                type="radio"
                name="credit"
                checked={(creditStatus ?? plan.credit) === value}
                onChange={() => onCreditStatus(value)}
              />{" "}
              {words}
            </label>
          ))}
        </fieldset>
      )}
      <ErasureLists plan={plan} />
      <p className={css.acts}>
        <Button variant="subtle" onClick={back}>
          {t("Usar otro radicado")}
        </Button>
        <Button onClick={go} disabled={busy}>
          {t("Seguir")}
        </Button>
      </p>
    </section>
  );
}

function ErasureLists({ plan: { erased, kept } }: { plan: ErasurePlan }) {
  return (
    <>
      <div className={css.told}>
        <h4>{t("Se suprime")}</h4>
        {erased.length ? (
          <ul className={css.points}>
            {erased.map(({ kind, name, count }) => (
              <li key={kind}>
                <span className="num">{count}</span> {name}
              </li>
            ))}
          </ul>
        ) : (
          <p>{t("Hoy no hay nada que se pueda suprimir.")}</p>
        )}
      </div>
      {kept.length > 0 && (
        <div className={css.doubt}>
          <h4>{t("Se conserva")}</h4>
          <ul className={css.points}>
            {kept.map(({ kind, name, count, reason, why, until, petitions }) => (
              <li key={`${kind} ${reason} ${until}`}>
                <span className="num">{count}</span> {name}
                {petitions.length > 0 && <span className="num quiet"> ({petitions.join(", ")})</span>}: {why}.
              </li>
            ))}
          </ul>
        </div>
      )}
      <p className="small quiet">
        {t("La auditoría, las cifras y los meses cerrados no tienen datos personales: quedan como están.")}
      </p>
    </>
  );
}

interface ErasureConfirmationProps {
  busy: boolean;
  error: unknown;
  back: () => void;
  send: (act: string, reason: string) => void;
}

function ErasureConfirmation({ busy, error, back, send }: ErasureConfirmationProps) {
  const [order, setOrder] = useState({ act: "", reason: "", confirmation: "" });
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector("input")?.focus(), []);
  const errors: OrderErrors = orderErrors(order);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(errors).length === 0) {
      if (!busy) send(order.act.trim(), order.reason.trim());
    } else form.current?.querySelector<HTMLElement>("[aria-invalid=true], input")?.focus();
  };
  const field = (name: keyof typeof order) => ({
    value: order[name],
    error: tried ? errors[name] : undefined,
    onChange: (event: { currentTarget: { value: string } }) =>
      setOrder({ ...order, [name]: event.currentTarget.value }),
  });
  return (
    <form ref={form} className={css.dialog} onSubmit={submit} aria-label={t("Suprimir los datos")} noValidate>
      <p className={css.doubt}>
        {rich("{strong} Donde estaban sus datos se leerá «Datos suprimidos por solicitud del titular», con el acto.", {
          strong: <strong>{t("No se puede deshacer.")}</strong>,
        })}
      </p>
      <TextInput
        label={t("Acto que lo decide")}
        description={t("Clase, número y fecha; sin nombres, porque queda en el registro.")}
        placeholder={t("Resolución 123 de 2026")}
        maxLength={80}
        autoComplete="off"
        {...field("act")}
      />
      <Textarea
        label={t("Razón")}
        description={t("Queda guardado y cifrado.")}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={400}
        {...field("reason")}
      />
      <TextInput
        label={t("Escriba {confirmation} para confirmar", { confirmation: CONFIRMATION })}
        autoComplete="off"
        maxLength={20}
        {...field("confirmation")}
      />
      {error ? <Failure error={error} title={t("No se suprimió.")} /> : null}
      <p className={css.acts}>
        <Button variant="subtle" onClick={back}>
          {t("Volver")}
        </Button>
        <Button type="submit" color="ladrillo" loading={busy}>
          {t("Suprimir los datos")}
        </Button>
      </p>
    </form>
  );
}

function ErasureResult({ told, another }: { told: ErasurePlan; another: () => void }) {
  const said = useRef<HTMLParagraphElement>(null);
  useEffect(() => said.current?.focus(), []);
  const copy = () => void navigator.clipboard?.writeText(told.answer).then(() => announce(t("Copiado.")));
  return (
    <div className={css.dialog}>
      <p ref={said} tabIndex={-1} role="status" className={css.told} data-well>
        <strong>{told.repeated ? t("Ya se había hecho.") : t("Suprimidos.")}</strong>{" "}
        {told.repeated
          ? t("Acto: {act}. Hoy no hay más datos que se puedan suprimir.", { act: told.act })
          : t("Texto para responder al titular:")}
      </p>
      <blockquote className={css.answer}>{told.answer}</blockquote>
      <p className={css.acts}>
        <Button variant="subtle" onClick={another}>
          {t("Buscar otra persona")}
        </Button>
        <Button variant="default" onClick={copy}>
          {t("Copiar")}
        </Button>
        <Button variant="default" onClick={(event) => event.currentTarget.closest("dialog")?.close()}>
          {t("Cerrar")}
        </Button>
      </p>
    </div>
  );
}
