/** The petitioner and their representative. */
import { Button, TextInput, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import type { Customer } from "../../../api/customers";
import type { TicketForm } from "../../../api/types";
import { type PetitionerType, petitionerType } from "../model/filing";
import type { FormField } from "../model/form";
import { ACTING } from "../model/mandate";
import css from "../../desk/ui/desk.module.css";
import { MandateFields } from "./mandate-fields";

interface PetitionerFieldsProps {
  form: TicketForm;
  edit: (change: Partial<TicketForm>) => void;
  errors: Partial<Record<FormField, string>>;
  customer: Customer | undefined;
}

export function PetitionerFields({ form, edit, errors, customer }: PetitionerFieldsProps) {
  const is = petitionerType(form, customer?.id ?? "");
  const [opened, setOpened] = useState(false);
  const begin = () => {
    setOpened(true);
    edit({ actsAs: "attorney" });
  };
  const represented = opened || form.actsAs !== "";
  const add = !represented && (
    <Button size="compact-sm" variant="subtle" onClick={begin}>
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

const HINT =
  "Como lo dice quien llama. Se revisa en el ticket: hasta entonces no se le envía la respuesta ni se consultan datos del titular.";

function RepresentativeFields({
  form,
  edit,
  errors,
  focus,
}: Omit<PetitionerFieldsProps, "customer"> & { focus: boolean }) {
  return (
    <>
      <div className={css.asks} role="group" aria-labelledby="como-actua">
        <span className="eyebrow" id="como-actua">
          Actúa
        </span>
        <div className={css.which}>
          {ACTING.map(([each, name]) => (
            <UnstyledButton key={each} aria-pressed={form.actsAs === each} onClick={() => edit({ actsAs: each })}>
              {name}
            </UnstyledButton>
          ))}
        </div>
      </div>
      {form.actsAs && (
        <MandateFields form={form} edit={edit} errors={errors} hint={HINT} wholeRow={css.whole} focus={focus} />
      )}
    </>
  );
}
