/** The petitioner: a customer, a named person or an anonymous one; and the representative with their document. */
import { Button, TextInput } from "@mantine/core";
import { SegmentedControl } from "../../../components/segmented-control";
import { CustomerSearch } from "../../customers/ui/customer-search";
import { EMPTY_REGISTRATION } from "../../customers/model/registration";
import { type PickedCustomer, RegisterCustomer, useRegistration } from "../../customers/ui/register-customer";
import { DESCRIPTION_BELOW } from "../../../components/description-below";
import { ACTING } from "../../tickets/model/mandate";
import { MandateFields } from "../../tickets/ui/mandate-fields";
import { type PetitionerChoice, withPetitioner } from "../model/filing-form";
import type { FieldsProps } from "./fields-props";
import css from "./filing.module.css";
import { t } from "../../../i18n/translate";

const CHOICES: readonly (readonly [PetitionerChoice, string])[] = [
  ["customer", t("Cliente")],
  ["named", t("Otra persona")],
  ["anonymous", t("Anónima")],
];
const HINT = t(
  "Adjunte la copia. La acreditación se revisa en el ticket: hasta entonces no se le envía la respuesta ni se consultan datos del titular.",
);

export function PetitionerFields({ form, edit, errors }: FieldsProps) {
  return (
    <fieldset className={css.part}>
      <legend>{t("Peticionario")}</legend>
      <SegmentedControl
        label={t("Peticionario")}
        className={`${css.which} ${css.whole}`}
        options={CHOICES}
        value={form.petitionerIs}
        onChange={(is) => edit(withPetitioner(form, is))}
      />
      {form.petitionerIs === "customer" && <CustomerField form={form} edit={edit} errors={errors} />}
      {form.petitionerIs === "named" && (
        <>
          <TextInput
            label={t("Nombre del peticionario")}
            required
            data-field="name"
            value={form.name}
            error={errors.name}
            maxLength={200}
            autoComplete="off"
            onChange={(event) => edit({ name: event.currentTarget.value })}
          />
          <TextInput
            label={t("Documento")}
            description={t("Como lo escribió. No se le puede exigir.")}
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
          {t("La constancia dirá «Anónimo». Sin correo ni dirección, la respuesta se publica por aviso.")}
        </p>
      ) : (
        <SegmentedControl
          label={t("Cómo actúa")}
          className={`${css.which} ${css.whole}`}
          options={ACTING}
          value={form.actsAs}
          onChange={(actsAs) => edit({ actsAs })}
        />
      )}
      {form.petitionerIs !== "anonymous" && form.actsAs && (
        <MandateFields form={form} edit={edit} errors={errors} hint={HINT} wholeRow={css.whole} />
      )}
    </fieldset>
  );
}

function CustomerField({ form, edit, errors }: FieldsProps) {
  const [registration, setRegistration] = useRegistration("radicar");
  const pick = ({ id, name, document_kind, document }: PickedCustomer) => {
    setRegistration(null);
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
          {t("Cambiar cliente")}
        </Button>
      </p>
    );
  return (
    <div className={css.whole}>
      <CustomerSearch
        allowOffline
        actionLabel={t("escogerlo")}
        emptyHint={t("si no está, regístrelo")}
        onSelect={pick}
      />
      {errors.customerId && (
        <p className={css.error} role="status">
          {errors.customerId}
        </p>
      )}
      <Button
        data-field="customerId"
        mt="xs"
        size="compact-md"
        variant="default"
        onClick={() => setRegistration(EMPTY_REGISTRATION)}
      >
        {t("Registrar un cliente")}
      </Button>
      {registration && (
        <RegisterCustomer
          form={registration}
          setForm={setRegistration}
          onDone={pick}
          onClose={() => setRegistration(null)}
        />
      )}
    </div>
  );
}
