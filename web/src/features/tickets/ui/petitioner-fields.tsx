/** The petitioner and their representative. */
import { Button, TextInput, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import type { CallSpeaker } from "../../../api/customers";
import type { TicketForm } from "../../../api/types";
import { type PetitionerType, petitionerType } from "../model/filing";
import type { FormField } from "../model/form";
import { ACTING, isOfSpeaker } from "../model/mandate";
import css from "../../desk/ui/desk.module.css";
import { MandateFields } from "./mandate-fields";
import type { CallPeople } from "./petition-fields";
import { t } from "../../../i18n/translate";

interface PetitionerFieldsProps {
  form: TicketForm;
  edit: (change: Partial<TicketForm>) => void;
  errors: Partial<Record<FormField, string>>;
  people: CallPeople;
}

export function PetitionerFields({ form, edit, errors, people }: PetitionerFieldsProps) {
  const { customerId, customer, speaker } = people;
  const is = petitionerType(form, customerId);
  const [opened, setOpened] = useState(false);
  const begin = () => {
    setOpened(true);
    edit({ actsAs: "attorney" });
  };
  const represented = opened || form.actsAs !== "";
  const add = !represented && (
    <Button size="compact-sm" variant="subtle" onClick={begin}>
      {t("Añadir representante")}
    </Button>
  );
  return (
    <>
      <PetitionerTypeSelect is={is} verified={customerId !== ""} choose={(petitioner_is) => edit({ petitioner_is })} />
      {is === "customer" && (
        <div className={css.whom}>
          {customer ? (
            <span>
              {customer.name} <span className="quiet num">{customer.document.text}</span>
            </span>
          ) : (
            <span>{t("El titular que se verificó en esta llamada")}</span>
          )}
          {add}
        </div>
      )}
      {is === "named" && <NamedPetitionerFields form={form} edit={edit} errors={errors} />}
      {is === "named" && add && form.petitioner.trim() && <p className={css.whole}>{add}</p>}
      {is !== "anonymous" && represented && (
        <RepresentativeFields form={form} edit={edit} errors={errors} focus={opened} speaker={speaker} />
      )}
      {is === "anonymous" && (
        <p className={`quiet small ${css.whole}`}>
          {customerId
            ? t(
                "La constancia dirá «Anónimo». No queda en la ficha del cliente ni en sus listas, y sin correo ni dirección la respuesta se publica por aviso.",
              )
            : t(
                "La constancia dirá «Anónimo». En el ticket no queda el número que llama, y sin correo ni dirección la respuesta se publica por aviso.",
              )}
        </p>
      )}
    </>
  );
}

type PetitionerChoice = TicketForm["petitioner_is"];
const CUSTOMER_CHOICES: readonly [PetitionerType, PetitionerChoice, string][] = [
  ["customer", "", t("Cliente verificado")],
  ["named", "other", t("Otra persona")],
  ["anonymous", "anonymous", t("Anónima")],
];
const CALLER_CHOICES: readonly [PetitionerType, PetitionerChoice, string][] = [
  ["named", "", t("Con nombre")],
  ["anonymous", "anonymous", t("Anónima")],
];

function PetitionerTypeSelect({
  is,
  verified,
  choose,
}: {
  is: PetitionerType;
  verified: boolean;
  choose: (chosen: PetitionerChoice) => void;
}) {
  return (
    <div className={css.asks} role="group" aria-labelledby="quien-pide">
      <span className="eyebrow" id="quien-pide">
        {t("Peticionario")}
      </span>
      <div className={css.which}>
        {(verified ? CUSTOMER_CHOICES : CALLER_CHOICES).map(([each, chosen, name]) => (
          <UnstyledButton key={each} aria-pressed={is === each} onClick={() => choose(chosen)}>
            {name}
          </UnstyledButton>
        ))}
      </div>
    </div>
  );
}

function NamedPetitionerFields({ form, edit, errors }: Omit<PetitionerFieldsProps, "people">) {
  return (
    <>
      <TextInput
        id="peticionario"
        label={t("Nombre del peticionario")}
        placeholder={t("Sin nombre, queda anónima")}
        value={form.petitioner}
        error={errors.petitioner}
        maxLength={200}
        autoComplete="off"
        onChange={(event) => edit({ petitioner: event.currentTarget.value })}
      />
      <TextInput
        label={t("Documento")}
        value={form.document}
        maxLength={40}
        autoComplete="off"
        onChange={(event) => edit({ document: event.currentTarget.value })}
      />
    </>
  );
}

const HINT = t(
  "Como lo dice quien llama. Se revisa en el ticket: hasta entonces no se le envía la respuesta ni se consultan datos del titular.",
);

interface RepresentativeFieldsProps extends Omit<PetitionerFieldsProps, "people"> {
  focus: boolean;
  speaker: CallSpeaker | undefined;
}

function RepresentativeFields({ form, edit, errors, focus, speaker }: RepresentativeFieldsProps) {
  const [changing, setChanging] = useState(false);
  if (speaker && !changing && isOfSpeaker(form, speaker))
    return <SpeakerSummary speaker={speaker} change={() => setChanging(true)} />;
  return (
    <>
      <div className={css.asks} role="group" aria-labelledby="como-actua">
        <span className="eyebrow" id="como-actua">
          {t("Actúa")}
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

/** The person who speaks, taken over from the customer's tab. */
function SpeakerSummary({ speaker, change }: { speaker: CallSpeaker; change: () => void }) {
  return (
    <div className={css.whom}>
      <span>
        {speaker.speaker_name}: {speaker.representative?.name}{" "}
        <span className="quiet">
          {speaker.mandate?.document} · {speaker.state_name.toLowerCase()}
        </span>
      </span>
      <Button size="compact-sm" variant="subtle" onClick={change}>
        {t("Cambiar representante")}
      </Button>
    </div>
  );
}
