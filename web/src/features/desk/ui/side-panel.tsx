/**
 * The panels beside the call, one at a time: the line's script, the customer, a petition's status, lookups, articles.
 *
 * An opened panel stays mounted while hidden, so nothing that was typed is lost. On a wide screen the script has its own
 * place, and the other panels stand in a third column.
 */
import { type KeyboardEvent, lazy, type ReactNode, Suspense, useEffect, useRef, useState } from "react";
import type { Call, Pop } from "../../../api/types";
import { useIdentity } from "../../../api/customers";
import { useHasPermission } from "../../../realtime/desk-hooks";
import { SHORTCUTS, type ShortcutName, useShortcuts } from "../../../keyboard-shortcuts";
import { inPractice } from "../../../practice-mode";
import { Loading } from "../../../components/load-states";
import { scriptProgress } from "../model/script-progress";
import { ScriptPanel } from "./script-panel";
import css from "../../../components/side-panel.module.css";
import { t } from "../../../i18n/translate";

const CustomerPanel = lazy(() => import("../../customers/ui/customer-panel"));
const LookupPanel = lazy(() => import("../../customers/ui/lookup-panel"));
const CallKnowledge = lazy(() => import("../../knowledge/ui/call-knowledge"));
const TicketStatusPanel = lazy(() => import("./ticket-status-panel"));

export type PanelName = "script" | "customer" | "status" | "lookups" | "knowledge";
const PANEL_NAMES: Record<PanelName, string> = {
  script: t("Guion"),
  customer: t("Cliente"),
  status: t("Radicado"),
  lookups: t("Consultas"),
  knowledge: t("Artículos"),
};
const PANEL_SHORTCUTS: Record<PanelName, ShortcutName> = {
  script: "script",
  customer: "customer",
  status: "status",
  lookups: "lookups",
  knowledge: "knowledge",
};

interface SidePanelProps {
  call: Call;
  pop: Pop | undefined;
  panel: PanelName;
  /** Whether the script stands beside this panel, on a wide screen. */
  wide: boolean;
  /** Whether the customer whom the number suggests was asked for. */
  suggest: boolean;
  onSelect: (side: PanelName) => void;
  onSuggestTaken: () => void;
}

export function SidePanel({ call, pop, panel, wide, suggest, onSelect, onSuggestTaken }: SidePanelProps) {
  const consults = useHasPermission("lookup.make");
  const reads = useHasPermission("knowledge.read") && !inPractice;
  const asksStatus = useHasPermission("ticket.status");
  const script: PanelName[] = wide ? [] : ["script"];
  const sides: PanelName[] =
    call.stage === "ringing"
      ? script
      : [
          ...script,
          "customer",
          ...(asksStatus ? ["status" as const] : []),
          ...(consults ? ["lookups" as const] : []),
          ...(reads ? ["knowledge" as const] : []),
        ];
  const shown = sides.includes(panel) ? panel : (sides[0] ?? "script");
  const opened = useOpenedPanels(shown);
  const [asked, setAsked] = useState(0);
  const [wanted, setWanted] = useState({ number: "", count: 0 });
  const openStatus = (number: string) => {
    setWanted(({ count }) => ({ number, count: count + 1 }));
    onSelect("status");
  };
  const goTo = (wanted: PanelName) => () => {
    if (wide && wanted === "script") return document.getElementById("lado-script")?.focus();
    if (!sides.includes(wanted)) return;
    onSelect(wanted);
    setAsked((count) => count + 1);
  };
  useShortcuts({
    script: goTo("script"),
    customer: goTo("customer"),
    status: goTo("status"),
    lookups: goTo("lookups"),
    knowledge: goTo("knowledge"),
  });
  useFocusInPanel(shown, asked);
  const content: Record<PanelName, ReactNode> = {
    script: <ScriptPanel call={call} pop={pop} />,
    customer: (
      <CustomerPanel call={call} pop={pop} openStatus={openStatus} suggest={suggest} onSuggestTaken={onSuggestTaken} />
    ),
    status: <TicketStatusPanel call={call} wanted={wanted} />,
    lookups: (
      <LookupPanel
        call={call}
        toCustomer={goTo("customer")}
        onAnswered={() => scriptProgress().setEvent(call.id, "lookup")}
      />
    ),
    knowledge: <CallKnowledge call={call} />,
  };
  if (sides.length === 0) return null;
  return (
    <section className={`panel ${css.sides}`} aria-label={t("Junto a la llamada")}>
      <PanelTabs call={call} sides={sides} shown={shown} choose={onSelect} />
      {sides
        .filter((each) => opened.has(each) || each === "script")
        .map((each) => (
          <div
            key={each}
            role="tabpanel"
            id={`lado-${each}`}
            aria-labelledby={`pestana-${each}`}
            tabIndex={0}
            hidden={each !== shown}
            className={css.side}
            data-side={each}
          >
            <Suspense fallback={<Loading label={t("Abriendo…")} />}>{content[each]}</Suspense>
          </div>
        ))}
    </section>
  );
}

/** The tabs after the WAI-ARIA pattern: one tab stop, and arrow keys between the tabs. */
function PanelTabs({
  call,
  sides,
  shown,
  choose,
}: {
  call: Call;
  sides: PanelName[];
  shown: PanelName;
  choose: (side: PanelName) => void;
}) {
  const move = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const next = step && sides[(sides.indexOf(shown) + step + sides.length) % sides.length];
    if (!next) return;
    event.preventDefault();
    choose(next);
    document.getElementById(`pestana-${next}`)?.focus();
  };
  return (
    <div role="tablist" aria-label={t("Junto a la llamada")} className={css.tabs} onKeyDown={move}>
      {sides.map((each) => (
        <button
          key={each}
          type="button"
          role="tab"
          id={`pestana-${each}`}
          aria-selected={each === shown}
          aria-controls={`lado-${each}`}
          tabIndex={each === shown ? 0 : -1}
          aria-keyshortcuts={SHORTCUTS[PANEL_SHORTCUTS[each]].label.replace(" ", "+")}
          onClick={() => choose(each)}
        >
          {PANEL_NAMES[each]} {each === "customer" && <VerifiedBadge call={call.id} />}
          <kbd>{SHORTCUTS[PANEL_SHORTCUTS[each]].label}</kbd>
        </button>
      ))}
    </div>
  );
}

/** The result of the identity check, visible from every panel. */
function VerifiedBadge({ call }: { call: string }) {
  const identity = useIdentity(call).data;
  const status = identity?.status;
  if (status === "passed" && identity?.speaker.record_obstacle)
    return (
      <span className={css.sign}>
        ✕<span className="unseen"> {t("quien habla no puede tener los datos")}</span>
      </span>
    );
  if (status === "passed")
    return (
      <span className={css.sign} data-well="">
        ✓<span className="unseen"> {t("verificado")}</span>
      </span>
    );
  return status === "closed" ? (
    <span className={css.sign}>
      ✕<span className="unseen"> {t("cerrado")}</span>
    </span>
  ) : null;
}

function useOpenedPanels(side: PanelName): ReadonlySet<PanelName> {
  const [opened, setOpened] = useState<ReadonlySet<PanelName>>(() => new Set([side]));
  if (!opened.has(side)) setOpened(new Set([...opened, side]));
  return opened;
}

const FIRST = "[data-first]:not(:disabled)";
const FOCUSABLE = "input:not(:disabled), button:not(:disabled)";
const LOADING = "[data-loading]";
const FOCUS_RETRY_MS = 60;
const FOCUS_RETRIES = 20;

/**
 * Focus a panel's first control after a shortcut. A panel that is still loading is awaited for a short time, unless the
 * user moves the focus meanwhile.
 */
function useFocusInPanel(side: PanelName, asked: number): void {
  const latest = useRef(side);
  latest.current = side;
  useEffect(() => {
    if (!asked) return;
    let timer: ReturnType<typeof setTimeout>;
    const before = document.activeElement;
    const look = (tries: number) => {
      const focused = document.activeElement;
      if (focused !== before && focused !== document.body) return; // the user has gone on meanwhile
      const panel = document.getElementById(`lado-${latest.current}`);
      const first = panel?.querySelector<HTMLElement>(FIRST);
      const other = tries && panel?.querySelector(LOADING) ? null : panel?.querySelector<HTMLElement>(FOCUSABLE);
      const target = latest.current === "script" ? panel : (first ?? other);
      if (target) target.focus({ preventScroll: true });
      else if (tries) timer = setTimeout(() => look(tries - 1), FOCUS_RETRY_MS);
      else panel?.focus();
    };
    look(FOCUS_RETRIES);
    return () => clearTimeout(timer);
  }, [asked]);
}
