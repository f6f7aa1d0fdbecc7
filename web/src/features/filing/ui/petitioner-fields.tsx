/** The petitioner: a customer, a named person or an anonymous one; and the representative with their document. */
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { SegmentedControl } from "../../../components/segmented-control";
import { CustomerSearch } from "../../customers/ui/customer-search";
import { type PickedCustomer, RegisterCustomer } from "../../customers/ui/register-customer";
import { type MandateKind, type PetitionerChoice, withPetitioner } from "../model/filing-form";
import { DESCRIPTION_BELOW, type FieldsProps } from "./fields-props";
import css from "./filing.module.css";

const CHOICES: readonly (readonly [PetitionerChoice, string])[] = [
  ["customer", "Cliente"],
  ["named", "Otra persona"],
  ["anonymous", "Anónima"],
];
const ACTING: readonly (readonly [MandateKind | "", string])[] = [
  ["", "A nombre propio"],
  ["legal_representative", "Por representante legal"],
  ["attorney", "Por apoderado"],
];

export function PetitionerFields({ form, edit, errors }: FieldsProps) {
  return (
    <fieldset className={css.part}>
      <legend>Peticionario</legend>
      <SegmentedControl
        label="Peticionario"
        className={`${css.which} ${css.whole}`}
        options={CHOICES}
        value={form.petitionerIs}
        onChange={(is) => edit(withPetitioner(form, is))}
      />
      {form.petitionerIs === "customer" && <CustomerField form={form} edit={edit} errors={errors} />}
      {form.petitionerIs === "named" && (
        <>
          <TextInput
            label="Nombre del peticionario"
            required
            data-field="name"
            value={form.name}
            error={errors.name}
            maxLength={200}
            autoComplete="off"
            onChange={(event) => edit({ name: event.currentTarget.value })}
          />
          <TextInput
            label="Documento"
            description="Como lo escribió. No se le puede exigir."
            inputWrapperOrder={DESCRIPTION_BELOW}
            data-field="document"
            value={form.document}
            error={errors.document}
            maxLength={40}
            autoComplete="off"
            onChange={(event) => edit({ document: event.currentTarget.value })}
          />
        </>
      )}
      {form.petitionerIs === "anonymous" ? (
        <p className={`quiet small ${css.whole}`}>
          La constancia dirá «Anónimo». Sin correo ni dirección, la respuesta se publica por aviso.
        </p>
      ) : (
        <SegmentedControl
          label="Cómo actúa"
          className={`${css.which} ${css.whole}`}
          options={ACTING}
          value={form.actsAs}
          onChange={(actsAs) => edit({ actsAs })}
        />
      )}
      {form.petitionerIs !== "anonymous" && form.actsAs && <MandateFields form={form} edit={edit} errors={errors} />}
    </fieldset>
  );
}

function CustomerField({ form, edit, errors }: FieldsProps) {
  const [registering, setRegistering] = useState(false);
  const pick = ({ id, name, document_kind, document }: PickedCustomer) => {
    setRegistering(false);
    edit({ customerId: id, customerName: name, customerDocument: `${document_kind} ${document}` });
  };
  if (form.customerId)
    return (
      <p className={css.customer}>
        <span>
          <strong>{form.customerName}</strong> <span className="num quiet">{form.customerDocument}</span>
        </span>
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={() => edit({ customerId: "", customerName: "", customerDocument: "" })}
        >
          Cambiar cliente
        </Button>
      </p>
    );
  return (
    <div className={css.whole}>
      <CustomerSearch allowOffline actionLabel="escogerlo" emptyHint="si no está, regístrelo" onSelect={pick} />
      {errors.customerId && (
        <p className={css.error} role="status">
          {errors.customerId}
        </p>
      )}
      <Button data-field="customerId" mt="xs" size="compact-md" variant="default" onClick={() => setRegistering(true)}>
        Registrar un cliente
      </Button>
      {registering && <RegisterCustomer onDone={pick} onClose={() => setRegistering(false)} />}
    </div>
  );
}

/** Filing needs no check of the document: it is checked before the answer is sent. */
function MandateFields({ form, edit, errors }: FieldsProps) {
  return (
    <>
      <TextInput
        label={form.actsAs === "attorney" ? "Nombre del apoderado" : "Nombre del representante"}
        required
        data-field="representative"
        value={form.representative}
        error={errors.representative}
        maxLength={200}
        autoComplete="off"
        onChange={(event) => edit({ representative: event.currentTarget.value })}
      />
      <TextInput
        label="Su documento de identidad"
        data-field="representativeDocument"
        value={form.representativeDocument}
        error={errors.representativeDocument}
        maxLength={40}
        autoComplete="off"
        onChange={(event) => edit({ representativeDocument: event.currentTarget.value })}
      />
      <TextInput
        label="Acreditación"
        description="Cuál es y de dónde: poder, registro civil o certificado."
        inputWrapperOrder={DESCRIPTION_BELOW}
        required
        data-field="mandateDocument"
        value={form.mandateDocument}
        error={errors.mandateDocument}
        maxLength={200}
        autoComplete="off"
        onChange={(event) => edit({ mandateDocument: event.currentTarget.value })}
      />
      <TextInput
        label="Vence el"
        description="Si el documento lo dice."
        inputWrapperOrder={DESCRIPTION_BELOW}
        type="date"
        data-field="expiresOn"
        value={form.expiresOn}
        error={errors.expiresOn}
        onChange={(event) => edit({ expiresOn: event.currentTarget.value })}
      />
      <TextInput
        className={css.whole}
        label="Para qué lo faculta"
        data-field="scope"
        value={form.scope}
        error={errors.scope}
        maxLength={500}
        autoComplete="off"
        onChange={(event) => edit({ scope: event.currentTarget.value })}
      />
      <p className={`quiet small ${css.whole}`}>
        Adjunte la copia. La acreditación se revisa en el ticket: hasta entonces no se le envía la respuesta ni se
        consultan datos del titular.
      </p>
    </>
  );
}
