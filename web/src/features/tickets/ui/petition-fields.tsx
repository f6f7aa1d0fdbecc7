/** The fields of a petition: its outcome on this call, the petitioner, and the address for the answer. */
import { Button, Checkbox, Textarea, TextInput, UnstyledButton } from "@mantine/core";
import { OptionSelect } from "../../../components/option-select";
import { useEffect, useRef } from "react";
import { type CallSpeaker, type Customer, useCustomer, useIdentity } from "../../../api/customers";
import type { TicketForm } from "../../../api/types";
import { useAnswerTemplate } from "../../../api/tickets";
import { serverClock } from "../../../clock";
import { fillPlaceholders } from "../model/answer-placeholders";
import { nextEmail, defaultEmail, petitionerType, petitionerName } from "../model/filing";
import type { FormField } from "../model/form";
import { EMPTY_MANDATE, mandateOfSpeaker } from "../model/mandate";
import { useDesk } from "../../../realtime/desk-hooks";
import type { Leaf } from "../model/typology";
import { longDate } from "../../../formats";
import { promisedDocument } from "../model/answer-files";
import css from "../../desk/ui/desk.module.css";
import { PetitionerFields } from "./petitioner-fields";
import { t } from "../../../i18n/translate";

interface PetitionFieldsProps {
  form: TicketForm;
  edit: (change: Partial<TicketForm>) => void;
  errors: Partial<Record<FormField, string>>;
}

/** The persons of a call: whose identity it has verified, and who speaks. */
export interface CallPeople {
  /** Empty before the verification. */
  customerId: string;
  /** Undefined also if the data may not be said to the person who speaks. */
  customer: Customer | undefined;
  /** Undefined while it is loading. */
  speaker: CallSpeaker | undefined;
}

export function useCallPeople(call: string, enabled = true): CallPeople {
  const identity = useIdentity(call, enabled).data;
  const customerId = identity?.status === "passed" ? (identity.customer_id ?? "") : "";
  const open = identity && !identity.speaker.record_obstacle;
  return { customerId, customer: useCustomer(open ? customerId : "", call).data, speaker: identity?.speaker };
}

export function OutcomeFields({
  form,
  edit,
  errors,
  leaf,
  people,
}: PetitionFieldsProps & { leaf: Leaf | undefined; people: CallPeople }) {
  const answered = form.outcome === "answered";
  const me = useDesk((state) => state.me?.name);
  const take = (template: string) => {
    const known = {
      nombre: petitionerName(form, people.customer),
      tema: leaf?.name,
      funcionario: me,
      hoy: longDate(serverClock.now()),
    };
    const text = fillPlaceholders(template, known);
    edit({ answer: form.answer.trim() ? `${form.answer.trim()}\n\n${text}` : text });
  };
  return (
    <>
      <div className={css.outcome}>
        <div className={css.which} role="group" aria-label={t("Trámite de la petición")}>
          <UnstyledButton aria-pressed={!answered} onClick={() => edit({ outcome: "escalated" })}>
            {t("Se escala")}
          </UnstyledButton>
          <UnstyledButton aria-pressed={answered} onClick={() => edit({ outcome: "answered" })}>
            {t("Respondida ahora")}
          </UnstyledButton>
        </div>
        <p className="quiet small">
          {answered
            ? t("Queda cerrada en esta llamada, con lo que usted respondió.")
            : t("La responde el canal escrito, dentro del término de ley.")}
        </p>
      </div>
      {answered && (
        <div className={css.answered}>
          <Textarea
            id="respuesta"
            label={t("Respuesta que dio")}
            rows={3}
            value={form.answer}
            error={errors.answer}
            onChange={(event) => edit({ answer: event.currentTarget.value })}
            maxLength={4000}
          />
          <PromiseWarning answer={form.answer} leaf={leaf} />
          {leaf && leaf.templates.length > 0 && (
            <TemplatePicker templates={leaf.templates} into="respuesta" take={take} />
          )}
        </div>
      )}
    </>
  );
}

/** The warning about a promised document. A call sends no files, so the written channel must give such an answer. */
export function PromiseWarning({ answer, leaf }: { answer: string; leaf: Leaf | undefined }) {
  const promise = promisedDocument(answer, "", [], leaf?.templates ?? []);
  return (
    <p className={css.promised} role="status">
      {promise &&
        t("«{promise}» promete un documento, y en la llamada no se puede enviar: escale la petición.", { promise })}
    </p>
  );
}

/** A choice of the site's answer templates, to start from. */
export function TemplatePicker({
  templates,
  ticket,
  into,
  take,
}: {
  templates: { id: string; name: string }[];
  ticket?: string;
  into: string;
  take: (text: string) => void;
}) {
  const template = useAnswerTemplate(ticket);
  const choose = (id: string | null) =>
    id &&
    template.mutate(id, {
      onSuccess: (text) => {
        take(text);
        document.getElementById(into)?.focus(); // its open placeholders are there
      },
    });
  if (templates.length === 1) {
    const [only] = templates;
    return only ? (
      <Button size="compact-sm" variant="default" loading={template.isPending} onClick={() => choose(only.id)}>
        {t("Usar la plantilla «{name}»", { name: only.name })}
      </Button>
    ) : null;
  }
  return (
    <OptionSelect
      aria-label={t("Usar una plantilla")}
      placeholder={t("Usar una plantilla…")}
      size="xs"
      value={null}
      data={templates.map(({ id, name }) => ({ value: id, label: name }))}
      onChange={choose}
    />
  );
}

export function ContactFields({ form, edit, errors, people }: PetitionFieldsProps & { people: CallPeople }) {
  useDefaultEmail(form, edit, defaultEmail(form, people.customer));
  useSpeakerInForm(form, edit, people.speaker);
  const onRecord = petitionerType(form, people.customerId) === "customer" && !form.email.trim() && !form.address.trim();
  return (
    <div className={css.contact}>
      <PetitionerFields form={form} edit={edit} errors={errors} people={people} />
      <Checkbox
        className={css.whole}
        label={t("Llamada por el Centro de Relevo")}
        description={t("El intérprete habla por la persona sorda o sordociega: no es su representante.")}
        checked={form.relay_call === "yes"}
        onChange={(event) => edit({ relay_call: event.currentTarget.checked ? "yes" : "" })}
      />
      <TextInput
        id="correo"
        label={t("Correo para la respuesta")}
        description={onRecord ? t("Si lo deja vacío, se responde a la dirección de su ficha.") : undefined}
        type="email"
        inputMode="email"
        value={form.email}
        error={errors.email}
        maxLength={254}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => edit({ email: event.currentTarget.value })}
      />
      {!form.email.trim() && (
        <TextInput
          label={t("Dirección y municipio, si no tiene correo")}
          value={form.address}
          maxLength={300}
          autoComplete="off"
          onChange={(event) => edit({ address: event.currentTarget.value })}
        />
      )}
    </div>
  );
}

/** Fill in the person who speaks for the petitioner, once for each ticket and each statement of who speaks. */
function useSpeakerInForm(form: TicketForm, edit: PetitionFieldsProps["edit"], speaker: CallSpeaker | undefined): void {
  const taken = useRef("");
  const stated = speaker ? mandateOfSpeaker(speaker) : EMPTY_MANDATE;
  const statement = `${form.key} ${JSON.stringify(stated)}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the user types later is not replaced
  useEffect(() => {
    if (!stated.actsAs || taken.current === statement) return;
    taken.current = statement;
    if (!form.actsAs) edit(stated);
  }, [statement]);
}

/** Fill in the customer's e-mail once, and remove it with the customer: another person's answer must not go there. */
function useDefaultEmail(form: TicketForm, edit: PetitionFieldsProps["edit"], known: string): void {
  const before = useRef("");
  // biome-ignore lint/correctness/useExhaustiveDependencies: text typed later is not replaced
  useEffect(() => {
    const email = nextEmail(form, known, before.current);
    if (email !== undefined) edit({ email });
    if (known || form.petitioner_is) before.current = known;
  }, [known, form.petitioner_is]);
}
