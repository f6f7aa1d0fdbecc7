/** The data of a verified customer, their contact data editable in place, and the change history. */
import { Button } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { type CustomerChange, type Customer, useCustomer, useCustomerChanges } from "../../../api/customers";
import { useMunicipalities } from "../../../api/queries";
import { serverClock } from "../../../clock";
import { formatPhone, CONTACT_FIELDS, contactLabel, type ContactField } from "../model/contact-edit";
import { type Municipality, municipalityName } from "../model/municipalities";
import { longDateOfDay, momentPhrase } from "../../../formats";
import { Failure, Loading } from "../../../components/load-states";
import { TechnicalDetails } from "../../../components/technical-details";
import { focusIfLost } from "../../../components/focus";
import { actorLabel, labelOf, useLabels } from "../../../labels";
import { ContactEditor } from "./contact-editor";
import { CustomerTimeline } from "./customer-timeline";
import { CustomerTickets } from "./customer-tickets";
import css from "../../../components/side-panel.module.css";
import { rich, t } from "../../../i18n/translate";

export function CustomerData({
  id,
  call,
  openStatus,
}: {
  id: string;
  call: string;
  openStatus: (number: string) => void;
}) {
  const { data, error, refetch } = useCustomer(id, call);
  const [changes, setChanges] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const wasChanging = useRef(false);
  useEffect(() => {
    if (!changes && wasChanging.current) focusIfLost(button.current);
    wasChanging.current = changes;
  }, [changes]);
  useMunicipalities(); // prefetched for the address form
  if (error) return <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer sus datos.")} />;
  if (!data) return <Loading label={t("Trayendo sus datos…")} />;
  if (data.erased_by)
    return (
      <div className={css.stack}>
        <p>
          <strong>{data.name}</strong>
        </p>
        <CustomerNumber number={data.number} />
      </div>
    );
  if (changes) return <ContactEditor customer={data} call={call} done={() => setChanges(false)} />;
  return (
    <div className={css.stack}>
      <header className={css.head}>
        <div>
          <h3 className={css.name}>{data.name}</h3>
          <p className="quiet num">
            {data.document.text}
            {data.birth_date && t(" · nació el {birth_date}", { birth_date: longDateOfDay(data.birth_date) })}
          </p>
        </div>
        <Button data-first ref={button} size="compact-md" variant="default" onClick={() => setChanges(true)}>
          {t("Actualizar datos")}
        </Button>
      </header>
      <dl className={css.data}>
        <dt>{t("Teléfonos")}</dt>
        <dd className="num">{data.phones.map(formatPhone).join(" · ") || t("ninguno")}</dd>
        <dt>{t("Correos")}</dt>
        <dd>{data.emails.join(" · ") || t("ninguno")}</dd>
        <dt>{t("Dirección")}</dt>
        <dd>{data.addresses.map((each) => `${each.line}, ${each.place}`).join(" · ") || t("ninguna")}</dd>
        <dt>{t("Créditos")}</dt>
        <dd>
          {data.credits.length ? (
            <ul>
              {data.credits.map((each) => (
                <li key={each.number}>
                  <span className="num">{each.number}</span> {each.programme}
                </li>
              ))}
            </ul>
          ) : (
            t("ninguno a su nombre")
          )}
        </dd>
        <CustomerTies customer={data} />
      </dl>
      <CustomerTickets customer={id} open={openStatus} />
      {call && <RecentHistory id={id} call={call} openStatus={openStatus} />}
      <ChangeHistory id={id} call={call} />
      <CustomerNumber number={data.number} />
    </div>
  );
}

/** The relation to another customer without that customer's name: only this customer's identity is verified. */
function CustomerTies({ customer }: { customer: Customer }) {
  if (!customer.ties.length) return null;
  return (
    <>
      <dt>{t("Vínculos")}</dt>
      <dd>
        <ul>
          {customer.ties.map((tie) => (
            <li key={`${tie.relation} ${tie.credit}`}>
              {tie.relation === "co_debtor"
                ? rich("Tiene deudor solidario en el crédito {credit}", {
                    credit: <span className="num">{tie.credit}</span>,
                  })
                : rich("Es deudor solidario en el crédito {credit}", {
                    credit: <span className="num">{tie.credit}</span>,
                  })}
            </li>
          ))}
        </ul>
      </dd>
    </>
  );
}

/** The last events, beside the call that verified the customer; the page of the customer has all of them. */
function RecentHistory({ id, call, openStatus }: { id: string; call: string; openStatus: (number: string) => void }) {
  return (
    <section className={css.stack} aria-labelledby="historia-reciente">
      <h4 id="historia-reciente" className={css.part}>
        {t("Historia")}
      </h4>
      <CustomerTimeline id={id} call={call} short openStatus={openStatus} />
    </section>
  );
}

/** The number by which files and the command line name the customer. */
function CustomerNumber({ number }: { number: number }) {
  return (
    <TechnicalDetails about={t("del cliente")}>
      {rich("Número de cliente: {number}", { number: <span className="num">{number}</span> })}
    </TechnicalDetails>
  );
}

function ChangeHistory({ id, call }: { id: string; call: string }) {
  const [open, setOpen] = useState(false);
  return (
    <details className={css.more} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("Historial de cambios")}</summary>
      {open && <ChangeList id={id} call={call} />}
    </details>
  );
}

function ChangeList({ id, call }: { id: string; call: string }) {
  const { data, error, refetch } = useCustomerChanges(id, call);
  const labels = useLabels();
  const places = useMunicipalities().data?.municipalities ?? [];
  if (error) return <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer la historia.")} />;
  if (!data) return <Loading label={t("Leyendo la historia…")} />;
  if (!data.changes.length) return <p className="quiet">{t("No hay cambios desde su registro.")}</p>;
  return (
    <ol className={css.changes}>
      {data.changes.map((change) => (
        <li key={`${change.version} ${change.field}`}>
          <p>
            <strong>{labelOf(labels.customer_fields, change.field)}</strong>{" "}
            <span className="quiet small">
              {momentPhrase(change.at, serverClock.now())}, {actorLabel(labels, change.by)}
              {change.call_id === call && t(", en esta llamada")}
            </span>
          </p>
          <p className="small">
            <del>{valueLabel(change, change.old, places)}</del> → {valueLabel(change, change.new, places)}
          </p>
        </li>
      ))}
    </ol>
  );
}

function valueLabel({ field }: CustomerChange, value: unknown, places: readonly Municipality[]): string {
  if (value === null || value === undefined || value === "") return t("nada");
  if (
    Array.isArray(value) &&
    (CONTACT_FIELDS as readonly string[]).includes(field) &&
    value.every((each) => typeof each === (field === "addresses" ? "object" : "string"))
  )
    return contactLabel(field as ContactField, value as string[], (code) => municipalityName(places, code));
  return typeof value === "object"
    ? Object.values(value)
        .flat()
        .map((each) => (typeof each === "object" ? Object.values(each as object).join(" ") : String(each)))
        .join(" ") || t("nada")
    : String(value);
}
