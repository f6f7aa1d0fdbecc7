/** Whose a ticket is: the customer is looked for, and shown again before the ticket is tied to them. */
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useRef } from "react";
import type { CustomerFound } from "../../../api/customers";
import type { DoingEvent } from "../model/step-draft";
import { Search } from "../../customers/ui/customer-search";
import css from "./inbox.module.css";

type Tell = (event: DoingEvent) => void;
const keyOf = (id: string) => ["chosen-customer", id];

export function ChooseCustomer({ does, tell }: { does: string; tell: Tell }) {
  const client = useQueryClient();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.querySelector<HTMLElement>("[data-first]")?.focus(), []);
  const choose = (customer: CustomerFound) => {
    client.setQueryData(keyOf(customer.id), customer);
    tell({ type: "typed", field: "customer_id", value: customer.id });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") tell({ type: "left" });
  };
  return (
    <div ref={box} className={css.form} role="group" aria-label="Asociar a un cliente" onKeyDown={onKeyDown}>
      <p className="quiet small">{does}</p>
      <Search always toDo="escogerlo" choose={choose} />
      <p className={css.acts}><Button variant="subtle" onClick={() => tell({ type: "left" })}>Cancelar <kbd>Esc</kbd></Button></p>
    </div>
  );
}

/** The one who was chosen, as the search showed them. */
export function Chosen({ id, tell }: { id: string; tell: Tell }) {
  const customer = useQueryClient().getQueryData<CustomerFound>(keyOf(id));
  return (
    <p>
      <strong>{customer?.name ?? "Cliente escogido"}</strong>{customer && <span className="num quiet"> {customer.document_kind} {customer.document} · cliente {customer.number}</span>}{" "}
      <Button variant="subtle" size="compact-sm" onClick={() => tell({ type: "typed", field: "customer_id", value: "" })}>Otro</Button>
    </p>
  );
}
