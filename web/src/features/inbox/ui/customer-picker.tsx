/** The customer of a ticket: searched for, and shown again before the ticket is linked to them. */
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useRef } from "react";
import type { CustomerMatch } from "../../../api/customers";
import type { StepDraftEvent } from "../model/step-draft";
import { CustomerSearch } from "../../customers/ui/customer-search";
import css from "./inbox.module.css";
import { t } from "../../../i18n/translate";

type StepDispatch = (event: StepDraftEvent) => void;
const pickedCustomerKey = (id: string) => ["chosen-customer", id];

export function CustomerPicker({ description, dispatch }: { description: string; dispatch: StepDispatch }) {
  const client = useQueryClient();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.querySelector<HTMLElement>("[data-first]")?.focus(), []);
  const choose = (customer: CustomerMatch) => {
    client.setQueryData(pickedCustomerKey(customer.id), customer);
    dispatch({ type: "typed", field: "customer_id", value: customer.id });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") dispatch({ type: "cancelled" });
  };
  return (
    <div ref={box} className={css.form} role="group" aria-label={t("Asociar a un cliente")} onKeyDown={onKeyDown}>
      <p className="quiet small">{description}</p>
      <CustomerSearch allowOffline actionLabel={t("escogerlo")} onSelect={choose} />
      <p className={css.acts}>
        <Button variant="subtle" onClick={() => dispatch({ type: "cancelled" })}>
          {t("Cancelar")} <kbd>Esc</kbd>
        </Button>
      </p>
    </div>
  );
}

/** The selected customer, as the search showed them. */
export function PickedCustomer({ id, dispatch }: { id: string; dispatch: StepDispatch }) {
  const customer = useQueryClient().getQueryData<CustomerMatch>(pickedCustomerKey(id));
  return (
    <p>
      <strong>{customer?.name ?? t("Cliente escogido")}</strong>
      {customer && (
        <span className="num quiet">
          {" "}
          {customer.document_kind} {customer.document}
        </span>
      )}{" "}
      <Button
        variant="subtle"
        size="compact-sm"
        onClick={() => dispatch({ type: "typed", field: "customer_id", value: "" })}
      >
        {t("Cambiar cliente")}
      </Button>
    </p>
  );
}
