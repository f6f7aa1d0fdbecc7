/** The customer of a call: first the identity check, then the data. */
import { useEffect, useReducer, useRef } from "react";
import type { Call, Pop } from "../../../api/types";
import { useIdentity } from "../../../api/customers";
import { reduce, INITIAL_IDENTITY, resultSentence } from "../model/identity";
import { announce } from "../../../components/announcer";
import { Failure, Loading } from "../../../components/load-states";
import { CustomerData } from "./customer-data";
import { IdentityVerification } from "./identity-verification";
import css from "../../../components/side-panel.module.css";

interface CustomerPanelProps {
  call: Call;
  pop: Pop | undefined;
  openStatus: (number: string) => void;
}

export default function CustomerPanel({ call, pop, openStatus }: CustomerPanelProps) {
  const { data, error, refetch } = useIdentity(call.id);
  const [identity, dispatch] = useReducer(reduce, INITIAL_IDENTITY);
  useEffect(() => {
    if (data) dispatch({ type: "loaded", status: data });
  }, [data]);
  const resultRef = useResultAnnouncement(resultSentence(identity));
  if (error && !data)
    return <Failure error={error} retry={() => void refetch()} title="No se pudo leer la verificación." />;
  if (!data) return <Loading label="Leyendo la verificación…" />;
  if (identity.phase === "passed")
    return (
      <>
        <p className={css.verdict} data-well="" ref={resultRef} tabIndex={-1}>
          <strong>Identidad verificada.</strong> Ya puede ver y actualizar sus datos.
        </p>
        <CustomerData id={identity.customer} call={call.id} openStatus={openStatus} />
      </>
    );
  return <IdentityVerification call={call} pop={pop} identity={identity} dispatch={dispatch} />;
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
