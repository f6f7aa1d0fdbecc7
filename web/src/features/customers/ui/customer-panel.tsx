/** The customer of a call: who speaks and the identity check, then the data that may be said. */
import { useEffect, useReducer, useRef } from "react";
import type { Call, Pop } from "../../../api/types";
import { type CallSpeaker, useIdentity } from "../../../api/customers";
import { reduce, INITIAL_IDENTITY, resultSentence } from "../model/identity";
import { announce } from "../../../components/announcer";
import { Failure, Loading } from "../../../components/load-states";
import { CustomerData } from "./customer-data";
import { IdentityVerification } from "./identity-verification";
import { SpeakerFields } from "./speaker-fields";
import css from "../../../components/side-panel.module.css";
import { rich, t } from "../../../i18n/translate";

interface CustomerPanelProps {
  call: Call;
  pop: Pop | undefined;
  openStatus: (number: string) => void;
  /** Whether to ask the customer whom the number suggests, without typing the document. */
  suggest: boolean;
  onSuggestTaken: () => void;
}

export default function CustomerPanel({ call, pop, openStatus, suggest, onSuggestTaken }: CustomerPanelProps) {
  const { data, error, refetch } = useIdentity(call.id);
  const [identity, dispatch] = useReducer(reduce, INITIAL_IDENTITY);
  useEffect(() => {
    if (data) dispatch({ type: "loaded", status: data });
  }, [data]);
  const resultRef = useResultAnnouncement(resultSentence(identity));
  if (error && !data)
    return <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer la verificación.")} />;
  if (!data) return <Loading label={t("Leyendo la verificación…")} />;
  const passed = identity.phase === "passed" && data.status === "passed"; // the phase follows one render later
  return (
    <div className={css.stack}>
      {passed && (
        <p
          className={css.verdict}
          data-well={data.speaker.record_obstacle ? undefined : ""}
          ref={resultRef}
          tabIndex={-1}
        >
          <Verdict speaker={data.speaker} />
        </p>
      )}
      <SpeakerFields call={call.id} speaker={data.speaker} verified={passed} />
      {!passed && (
        <IdentityVerification
          call={call}
          pop={pop}
          identity={identity}
          dispatch={dispatch}
          suggest={suggest}
          onSuggestTaken={onSuggestTaken}
        />
      )}
      {passed && !data.speaker.record_obstacle && (
        <CustomerData id={identity.customer} call={call.id} openStatus={openStatus} />
      )}
    </div>
  );
}

function Verdict({ speaker }: { speaker: CallSpeaker }) {
  if (speaker.record_obstacle)
    return rich("{strong} {record_obstacle} Puede dar información general y radicar.", {
      strong: <strong>{t("Identidad del titular verificada, sin ver sus datos.")}</strong>,
      record_obstacle: speaker.record_obstacle,
    });
  return (
    <>
      <strong>{t("Identidad verificada.")}</strong>{" "}
      {speaker.speaker === "holder"
        ? t("Ya puede ver y actualizar sus datos.")
        : t("Puede darle los datos del titular{text}.", {
            text: speaker.lookup_obstacle ? t(", sin consultas en otros sistemas") : "",
          })}
    </>
  );
}

/** Announce the result once, and move the focus to it if the focused form is gone. */
function useResultAnnouncement(words: string) {
  const ref = useRef<HTMLParagraphElement>(null);
  const before = useRef<string | null>(null);
  useEffect(() => {
    if (before.current !== null && words && words !== before.current) {
      announce(`${words}.`);
      if (document.activeElement === document.body) ref.current?.focus();
    }
    before.current = words;
  }, [words]);
  return ref;
}
