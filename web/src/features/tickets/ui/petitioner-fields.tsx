/** The petitioner and their representative. */
import { Button, TextInput, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import type { Customer } from "../../../api/customers";
import type { TicketForm } from "../../../api/types";
import { type PetitionerType, petitionerType, hasRepresentative } from "../model/filing";
import type { FormField } from "../model/form";
import css from "../../desk/ui/desk.module.css";

interface PetitionerFieldsProps {
  form: TicketForm;
  edit: (change: Partial<TicketForm>) => void;
  errors: Partial<Record<FormField, string>>;
  customer: Customer | undefined;
}

export function PetitionerFields({ form, edit, errors, customer }: PetitionerFieldsProps) {
  const is = petitionerType(form, customer?.id ?? "");
  const [opened, setOpened] = useState(false);
  const represented = opened || hasRepresentative(form);
  const add = !represented && (
    <Button size="compact-sm" variant="subtle" onClick={() => setOpened(true)}>
      Añadir representante
    </Button>
  );
  return (
    <>
      <PetitionerTypeSelect is={is} customer={customer} choose={(petitioner_is) => edit({ petitioner_is })} />
      {is === "customer" && customer && (
        <div className={css.whom}>
          <span>
            {customer.name} <span className="quiet num">{customer.document.text}</span>
          </span>
          {add}
        </div>
      )}
      {is === "named" && <NamedPetitionerFields form={form} edit={edit} errors={errors} />}
      {is === "named" && add && form.petitioner.trim() && <p className={css.whole}>{add}</p>}
      {is !== "anonymous" && represented && (
        <RepresentativeFields form={form} edit={edit} errors={errors} focus={opened} />
      )}
      {is === "anonymous" && (
        <p className={`quiet small ${css.whole}`}>
          La constancia dirá «Anónimo».{" "}
          {customer
            ? "No queda en la ficha del cliente ni en sus listas, y"
            : "En el ticket no queda el número que llama, y"}{" "}
          sin correo ni dirección la respuesta se publica por aviso.
        </p>
      )}
    </>
  );
}

type PetitionerChoice = TicketForm["petitioner_is"];
const CUSTOMER_CHOICES: readonly [PetitionerType, PetitionerChoice, string][] = [
  ["customer", "", "Cliente verificado"],
  ["named", "other", "Otra persona"],
  ["anonymous", "anonymous", "Anónima"],
];
const CALLER_CHOICES: readonly [PetitionerType, PetitionerChoice, string][] = [
  ["named", "", "Con nombre"],
  ["anonymous", "anonymous", "Anónima"],
];

function PetitionerTypeSelect({
  is,
  customer,
  choose,
}: {
  is: PetitionerType;
  customer: Customer | undefined;
  choose: (chosen: PetitionerChoice) => void;
}) {
  return (
    <div className={css.asks} role="group" aria-labelledby="quien-pide">
      <span className="eyebrow" id="quien-pide">
        Peticionario
      </span>
      <div className={css.which}>
        {(customer ? CUSTOMER_CHOICES : CALLER_CHOICES).map(([each, chosen, name]) => (
          <UnstyledButton key={each} aria-pressed={is === each} onClick={() => choose(chosen)}>
            {name}
          </UnstyledButton>
        ))}
      </div>
    </div>
  );
}

function NamedPetitionerFields({ form, edit, errors }: Omit<PetitionerFieldsProps, "customer">) {
  return (
    <>
      <TextInput
        id="peticionario"
        label="Nombre del peticionario"
        placeholder="Sin nombre, queda anónima"
        value={form.petitioner}
        error={errors.petitioner}
        maxLength={200}
        autoComplete="off"
        onChange={(event) => edit({ petitioner: event.currentTarget.value })}
      />
      <TextInput
        label="Documento"
        value={form.document}
        maxLength={40}
        autoComplete="off"
        onChange={(event) => edit({ document: event.currentTarget.value })}
      />
    </>
  );
}

function RepresentativeFields({
  form,
  edit,
  errors,
  focus,
}: Omit<PetitionerFieldsProps, "customer"> & { focus: boolean }) {
  return (
    <>
      <TextInput
        id="representante"
        label="Representante o apoderado"
        value={form.representative}
        error={errors.representative}
        maxLength={200}
        autoComplete="off"
        autoFocus={focus}
        onChange={(event) => edit({ representative: event.currentTarget.value })}
      />
      <TextInput
        label="Documento del representante"
        value={form.representative_document}
        maxLength={40}
        autoComplete="off"
        onChange={(event) => edit({ representative_document: event.currentTarget.value })}
      />
    </>
  );
}
