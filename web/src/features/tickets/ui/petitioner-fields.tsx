/** Who a petition is filed for, and who represents them. */
import { Button, TextInput, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import type { Customer } from "../../../api/customers";
import type { Form } from "../../../api/types";
import { type PetitionerIs, petitionerIs, spokenFor } from "../model/filing";
import type { Field } from "../model/form";
import css from "../../desk/ui/desk.module.css";

interface Props {
  form: Form;
  edit: (change: Partial<Form>) => void;
  complaints: Partial<Record<Field, string>>;
  customer: Customer | undefined;
}

export function PetitionerFields({ form, edit, complaints, customer }: Props) {
  const is = petitionerIs(form, customer?.id ?? "");
  const [opened, setOpened] = useState(false);
  const represented = opened || spokenFor(form);
  const add = !represented && <Button size="compact-sm" variant="subtle" onClick={() => setOpened(true)}>Añadir representante</Button>;
  return (
    <>
      <Choice is={is} customer={customer} choose={(petitioner_is) => edit({ petitioner_is })} />
      {is === "customer" && customer && <div className={css.whom}><span>{customer.name} <span className="quiet num">{customer.document.text}</span></span>{add}</div>}
      {is === "named" && <Named form={form} edit={edit} complaints={complaints} />}
      {is === "named" && add && form.petitioner.trim() && <p className={css.whole}>{add}</p>}
      {is !== "anonymous" && represented && <Representative form={form} edit={edit} complaints={complaints} focus={opened} />}
      {is === "anonymous" && <p className={`quiet small ${css.whole}`}>La constancia dirá «Anónimo». {customer ? "No queda en la ficha del cliente ni en sus listas, y" : "En el ticket no queda el número que llama, y"} sin correo ni dirección la respuesta se publica por aviso.</p>}
    </>
  );
}

type Chosen = Form["petitioner_is"];
const OF_CUSTOMER: readonly [PetitionerIs, Chosen, string][] = [["customer", "", "Cliente verificado"], ["named", "other", "Otra persona"], ["anonymous", "anonymous", "Anónima"]];
const OF_CALLER: readonly [PetitionerIs, Chosen, string][] = [["named", "", "Con nombre"], ["anonymous", "anonymous", "Anónima"]];

function Choice({ is, customer, choose }: { is: PetitionerIs; customer: Customer | undefined; choose: (chosen: Chosen) => void }) {
  return (
    <div className={css.asks} role="group" aria-labelledby="quien-pide">
      <span className="eyebrow" id="quien-pide">Quién pide</span>
      <div className={css.which}>
        {(customer ? OF_CUSTOMER : OF_CALLER).map(([each, chosen, name]) => <UnstyledButton key={each} aria-pressed={is === each} onClick={() => choose(chosen)}>{name}</UnstyledButton>)}
      </div>
    </div>
  );
}

function Named({ form, edit, complaints }: Omit<Props, "customer">) {
  return (
    <>
      <TextInput id="peticionario" label="Nombre de quien pide" placeholder="Sin nombre, queda anónima" value={form.petitioner} error={complaints.petitioner} maxLength={200} autoComplete="off" onChange={(event) => edit({ petitioner: event.currentTarget.value })} />
      <TextInput label="Documento" value={form.document} maxLength={40} autoComplete="off" onChange={(event) => edit({ document: event.currentTarget.value })} />
    </>
  );
}

function Representative({ form, edit, complaints, focus }: Omit<Props, "customer"> & { focus: boolean }) {
  return (
    <>
      <TextInput id="representante" label="Lo representa (apoderado o representante)" value={form.representative} error={complaints.representative} maxLength={200} autoComplete="off" autoFocus={focus} onChange={(event) => edit({ representative: event.currentTarget.value })} />
      <TextInput label="Documento de quien representa" value={form.representative_document} maxLength={40} autoComplete="off" onChange={(event) => edit({ representative_document: event.currentTarget.value })} />
    </>
  );
}
