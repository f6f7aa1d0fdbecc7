/**
 * Who speaks in the call, by whose document, and for what it suffices.
 *
 * The fields are those of the call's form, so a petition has them without writing them again, and a reload keeps them.
 */
import { Button } from "@mantine/core";
import { useState } from "react";
import {
  type CallSpeaker,
  type CheckedMandate,
  type MandateCoverage,
  useCheckedMandates,
  useCheckMandate,
  useStateSpeaker,
} from "../../../api/customers";
import type { Mandate } from "../../../api/types";
import { announce } from "../../../components/announcer";
import { Failure } from "../../../components/load-states";
import { SegmentedControl } from "../../../components/segmented-control";
import { longDateOfDay } from "../../../formats";
import { useLabels } from "../../../labels";
import { useIsLive } from "../../../realtime/desk-hooks";
import {
  EMPTY_MANDATE,
  isOfSpeaker,
  mandateErrors,
  mandateOfSpeaker,
  toMandateBody,
} from "../../tickets/model/mandate";
import { useDraft } from "../../tickets/model/use-draft";
import { MandateFields } from "../../tickets/ui/mandate-fields";
import css from "../../../components/side-panel.module.css";
import { rich, t } from "../../../i18n/translate";

type SpeakerKind = CallSpeaker["speaker"];

interface SpeakerFieldsProps {
  call: string;
  speaker: CallSpeaker;
  /** Whether the call has verified the holder's identity. */
  verified: boolean;
}

export function SpeakerFields({ call, speaker, verified }: SpeakerFieldsProps) {
  const { speaker_kinds } = useLabels();
  const { form, keeper } = useDraft(call);
  const state = useStateSpeaker(call);
  const [kind, setKind] = useChosenKind(speaker.speaker);
  const acts = kind === "attorney" || kind === "legal_representative";
  const choose = (chosen: SpeakerKind) => {
    if (chosen === kind) return;
    const actsAs = chosen === "attorney" || chosen === "legal_representative" ? chosen : "";
    keeper.edit(actsAs ? { actsAs } : EMPTY_MANDATE);
    setKind(chosen);
    state.mutate(
      { speaker: chosen },
      {
        onSuccess: (now) => announce(t("Habla: {speaker_name}.", { speaker_name: now.speaker_name })),
        onError: () => setKind(null),
      },
    );
  };
  const save = (mandate: Mandate) => {
    if (!mandate.actsAs) return;
    keeper.edit(mandate);
    state.mutate(
      { speaker: mandate.actsAs, ...toMandateBody(mandate) },
      { onSuccess: () => announce(t("Acreditación guardada.")) },
    );
  };
  return (
    <section className={css.speaker} aria-labelledby="quien-habla">
      <div className={css.speakerHead}>
        <span className="eyebrow" id="quien-habla">
          {t("Habla")}
        </span>
        <SegmentedControl
          label={t("Quién habla")}
          options={Object.entries(speaker_kinds) as [SpeakerKind, string][]}
          value={kind}
          onChange={choose}
        />
      </div>
      {speaker.speaker !== "holder" && !verified && (
        <p className="quiet small">{t("Si vuelve a hablar el titular, su identidad se verifica otra vez.")}</p>
      )}
      {Boolean(state.error) && <Failure error={state.error} title={t("No se guardó quién habla.")} />}
      {acts && (
        <SpeakerMandate
          key={kind}
          call={call}
          speaker={speaker}
          verified={verified}
          form={{ ...form, actsAs: kind }}
          edit={keeper.edit.bind(keeper)}
          busy={state.isPending}
          save={save}
        />
      )}
    </section>
  );
}

/**
 * Return the kind that was chosen here until the server's is the same, so that the fields never disappear between the
 * answer and the next reading, while the advisor types.
 */
function useChosenKind(stated: SpeakerKind): [SpeakerKind, (kind: SpeakerKind | null) => void] {
  const [chosen, setChosen] = useState<SpeakerKind | null>(null);
  if (chosen === stated) setChosen(null);
  return [chosen ?? stated, setChosen];
}

interface SpeakerMandateProps extends SpeakerFieldsProps {
  form: Mandate;
  edit: (change: Partial<Mandate>) => void;
  busy: boolean;
  save: (mandate: Mandate) => void;
}

function SpeakerMandate({ call, speaker, verified, form, edit, busy, save }: SpeakerMandateProps) {
  const [changing, setChanging] = useState(false);
  const [tried, setTried] = useState(false);
  const live = useIsLive();
  const stated = speaker.mandate && speaker.mandate.kind === form.actsAs;
  if (stated && !changing)
    return (
      <>
        <StatedMandate
          speaker={speaker}
          change={() => {
            edit(mandateOfSpeaker(speaker));
            setChanging(true);
          }}
        />
        {verified && <MandateCheck call={call} speaker={speaker} />}
      </>
    );
  const errors = mandateErrors(form);
  const submit = () => {
    setTried(true);
    const [first] = Object.keys(errors);
    if (first) return document.querySelector<HTMLElement>(`#quien-habla ~ * [data-field="${first}"]`)?.focus();
    setChanging(false);
    if (!isOfSpeaker(form, speaker)) save(form);
  };
  return (
    <>
      {verified && <KnownMandates call={call} use={(mandate) => save(mandate)} />}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Enter in a field saves, as in a form */}
      <div
        className={css.mandate}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || (event.target as Element).tagName !== "INPUT") return;
          event.preventDefault();
          submit();
        }}
      >
        <MandateFields
          form={form}
          edit={edit}
          errors={tried ? errors : {}}
          hint={t("Sin acreditación revisada no se le dan datos del titular. La petición se radica igual.")}
          wholeRow={css.whole}
          prefix="habla-"
          focus
        />
        <Button className={css.saveMandate} size="compact-md" loading={busy} disabled={!live} onClick={submit}>
          {t("Guardar acreditación")} <kbd>Enter</kbd>
        </Button>
      </div>
    </>
  );
}

function StatedMandate({ speaker, change }: { speaker: CallSpeaker; change: () => void }) {
  const { mandate, representative } = speaker;
  const { mandate_coverages } = useLabels();
  if (!mandate || !representative) return null;
  return (
    <div className={css.stated}>
      <p>
        <strong>{representative.name}</strong> <span className="quiet num">{representative.document}</span>
        <br />
        {mandate.document}
        {mandate.expires_on && t(", vence el {expires_on}", { expires_on: longDateOfDay(mandate.expires_on) })}
        {mandate.scope && <span className="quiet"> · {mandate.scope}</span>}
        <br />
        <span className="quiet small">
          {speaker.state_name}
          {speaker.coverage && `: ${mandate_coverages[speaker.coverage].toLowerCase()}`}
        </span>
      </p>
      <Button size="compact-sm" variant="subtle" onClick={change}>
        {t("Corregir")}
      </Button>
    </div>
  );
}

/** The check: for what the document suffices, in the words of the document and for this customer. */
function MandateCheck({ call, speaker }: { call: string; speaker: CallSpeaker }) {
  const { mandate_coverages } = useLabels();
  const check = useCheckMandate(call);
  const live = useIsLive();
  const choose = (coverage: MandateCoverage) =>
    check.mutate(coverage, {
      onSuccess: (now) => announce(t("Acreditación revisada: {state_name}.", { state_name: now.state_name })),
    });
  return (
    <div className={css.check} role="group" aria-labelledby="para-que-alcanza">
      <p id="para-que-alcanza">
        {rich("{strong} ¿para qué alcanza?", { strong: <strong>{t("Revise el documento:")}</strong> })}
      </p>
      <div className={css.coverages}>
        {(Object.entries(mandate_coverages) as [MandateCoverage, string][]).map(([each, name]) => (
          <Button
            key={each}
            size="compact-md"
            variant="default"
            disabled={!live}
            loading={check.isPending && check.variables === each}
            aria-pressed={speaker.coverage === each && speaker.state !== "unchecked"}
            onClick={() => choose(each)}
          >
            {name}
          </Button>
        ))}
      </div>
      {Boolean(check.error) && <Failure error={check.error} />}
    </div>
  );
}

/** The mandates of the holder that an advisor checked before, to take over without writing them. */
function KnownMandates({ call, use }: { call: string; use: (mandate: Mandate) => void }) {
  const known = useCheckedMandates(call, true).data?.items ?? [];
  if (!known.length) return null;
  return (
    <div>
      <p className="quiet small" id="acreditaciones-revisadas">
        {t("Acreditaciones ya revisadas de este titular. Compruebe que quien habla sea esa persona.")}
      </p>
      <ul className={css.found} aria-labelledby="acreditaciones-revisadas">
        {known.map((each) => (
          <li key={JSON.stringify(each)}>
            <button type="button" onClick={() => use(mandateOfSpeaker(each))}>
              <strong>{each.representative.name}</strong>
              <span className="quiet">{knownMandateLabel(each)}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function knownMandateLabel({ mandate, until, ticket, checked_by }: CheckedMandate): string {
  const limit = until ? t(", hasta el {until}", { until: longDateOfDay(until) }) : "";
  return `${mandate.document}${limit} · ${ticket ? t("radicado {ticket}", { ticket }) : t("la revisó {checked_by}", { checked_by })}`;
}
