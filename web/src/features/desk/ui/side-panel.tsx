/**
 * What an advisor needs beside the call, one at a time: the line's script, the customer, how a petition is going, other
 * systems.
 *
 * A side that was opened once stays as it was, out of sight: nothing that was typed is lost by looking elsewhere.
 */
import { type KeyboardEvent, lazy, type ReactNode, Suspense, useEffect, useRef, useState } from "react";
import type { Call, Pop } from "../../../api/types";
import { useIdentity } from "../../../api/customers";
import { useDesk, useMay } from "../../../realtime/desk-hooks";
import { KEYS, type KeyName, useKeys } from "../../../keyboard-shortcuts";
import { Loading } from "../../../components/load-states";
import css from "../../../components/side-panel.module.css";

const CustomerSide = lazy(() => import("../../customers/ui/customer-panel"));
const LookupsSide = lazy(() => import("../../customers/ui/lookup-panel"));
const TicketStatusSide = lazy(() => import("./ticket-status-panel"));

export type Side = "script" | "customer" | "status" | "lookups";
const NAMES: Record<Side, string> = { script: "Guion", customer: "Cliente", status: "Radicado", lookups: "Consultas" };
const KEY: Record<Side, KeyName> = { script: "script", customer: "customer", status: "status", lookups: "lookups" };

interface Props {
  call: Call;
  pop: Pop | undefined;
  side: Side;
  choose: (side: Side) => void;
}

export function Sides({ call, pop, side, choose }: Props) {
  const consults = useMay("lookup.make");
  const asksStatus = useMay("ticket.status");
  const sides: Side[] = call.stage === "ringing" ? ["script"] : ["script", "customer", ...(asksStatus ? ["status" as const] : []), ...(consults ? ["lookups" as const] : [])];
  const shown = sides.includes(side) ? side : "script";
  const opened = useOpened(shown);
  const [asked, setAsked] = useState(0);
  const [wanted, setWanted] = useState({ number: "", count: 0 });
  const openStatus = (number: string) => {
    setWanted(({ count }) => ({ number, count: count + 1 }));
    choose("status");
  };
  const goTo = (wanted: Side) => () => {
    if (!sides.includes(wanted)) return;
    choose(wanted);
    setAsked((count) => count + 1);
  };
  useKeys({ script: goTo("script"), customer: goTo("customer"), status: goTo("status"), lookups: goTo("lookups") });
  useFocusIn(shown, asked);
  const content: Record<Side, ReactNode> = {
    script: pop ? <Script steps={pop.script} /> : <p className="quiet">Trayendo el guion…</p>,
    customer: <CustomerSide call={call} pop={pop} openStatus={openStatus} />,
    status: <TicketStatusSide call={call} wanted={wanted} />,
    lookups: <LookupsSide call={call} toCustomer={goTo("customer")} />,
  };
  return (
    <section className={`panel ${css.sides}`} aria-label="Junto a la llamada">
      <Tabs call={call} sides={sides} shown={shown} choose={choose} />
      {sides.filter((each) => each === "script" || opened.has(each)).map((each) => (
        <div key={each} role="tabpanel" id={`lado-${each}`} aria-labelledby={`pestana-${each}`} tabIndex={0} hidden={each !== shown} className={css.side} data-side={each}>
          <Suspense fallback={<Loading what="Abriendo…" />}>{content[each]}</Suspense>
        </div>
      ))}
    </section>
  );
}

/** Tabs by the pattern of WAI-ARIA: one stop for Tab, arrows from one to the next. */
function Tabs({ call, sides, shown, choose }: { call: Call; sides: Side[]; shown: Side; choose: (side: Side) => void }) {
  const move = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const next = step && sides[(sides.indexOf(shown) + step + sides.length) % sides.length];
    if (!next) return;
    event.preventDefault();
    choose(next);
    document.getElementById(`pestana-${next}`)?.focus();
  };
  return (
    <div role="tablist" aria-label="Junto a la llamada" className={css.tabs} onKeyDown={move}>
      {sides.map((each) => (
        <button key={each} type="button" role="tab" id={`pestana-${each}`} aria-selected={each === shown} aria-controls={`lado-${each}`} tabIndex={each === shown ? 0 : -1}
          aria-keyshortcuts={KEYS[KEY[each]].label.replace(" ", "+")} onClick={() => choose(each)}>
          {NAMES[each]} {each === "customer" && <Sign call={call.id} />}<kbd>{KEYS[KEY[each]].label}</kbd>
        </button>
      ))}
    </div>
  );
}

/** Whether the call's identity is verified, to see from any side. */
function Sign({ call }: { call: string }) {
  const status = useIdentity(call).data?.status;
  if (status === "passed") return <span className={css.sign} data-well="">✓<span className="unseen"> verificado</span></span>;
  return status === "closed" ? <span className={css.sign}>✕<span className="unseen"> cerrado</span></span> : null;
}

function Script({ steps }: { steps: string[] }) {
  const name = useDesk((state) => state.me?.name ?? "");
  return <ol className={css.script}>{steps.map((step) => <li key={step}>{step.replace("[su nombre]", name)}</li>)}</ol>;
}

function useOpened(side: Side): ReadonlySet<Side> {
  const [opened, setOpened] = useState<ReadonlySet<Side>>(() => new Set([side]));
  if (!opened.has(side)) setOpened(new Set([...opened, side]));
  return opened;
}

const FIRST = "[data-first]:not(:disabled), input:not(:disabled), button:not(:disabled)";
const WAIT_MS = 60;
const TRIES = 20;

/** A shortcut leads to what can be done there; what is loaded only now is waited for a little. */
function useFocusIn(side: Side, asked: number): void {
  const latest = useRef(side);
  latest.current = side;
  useEffect(() => {
    if (!asked) return;
    let timer: ReturnType<typeof setTimeout>;
    const look = (tries: number) => {
      const panel = document.getElementById(`lado-${latest.current}`);
      const target = latest.current === "script" ? panel : panel?.querySelector<HTMLElement>(FIRST);
      if (target) target.focus({ preventScroll: true });
      else if (tries) timer = setTimeout(() => look(tries - 1), WAIT_MS);
      else panel?.focus();
    };
    look(TRIES);
    return () => clearTimeout(timer);
  }, [asked]);
}
