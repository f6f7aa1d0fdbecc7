/** The advisor's calls of today, and earlier calls without a disposition; each can be completed here. */
import { Button } from "@mantine/core";
import { useRef, useState } from "react";
import type { Advisor, OwnCall, Typology } from "../../../api/types";
import { useOwnCalls, useTypology } from "../../../api/queries";
import { serverClock } from "../../../clock";
import { callsWithoutDisposition } from "../model/own-calls";
import { timeOfDay, countPhrase, duration, shortDate } from "../../../formats";
import { SHORTCUTS, useShortcuts } from "../../../keyboard-shortcuts";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { LateDisposition } from "./late-disposition";
import css from "./desk.module.css";
import { t } from "../../../i18n/translate";

export function OwnCallsPanel({ advisor }: { advisor: Advisor | undefined }) {
  const { data, error, refetch } = useOwnCalls();
  const typology = useTypology().data;
  const [opened, setOpened] = useState<OwnCall | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const due = data ? callsWithoutDisposition(data, advisor?.call ?? null) : [];
  useShortcuts({ ticket: () => opened ?? setOpened(due[0] ?? null) });
  if (opened && advisor)
    return (
      <LateDisposition
        call={opened}
        advisor={advisor}
        close={() => {
          setOpened(null);
          setTimeout(() => heading.current?.focus());
        }}
      />
    );
  return (
    <section className={`panel ${css.own}`} aria-labelledby="hoy">
      <header>
        <h2 id="hoy" ref={heading} tabIndex={-1}>
          {t("Sus llamadas de hoy")}
        </h2>
        {data && data.calls.length > 0 && <p className="quiet">{daySummary(data.calls)}</p>}
      </header>
      {due.length > 0 && <PendingNotice count={due.length} open={() => setOpened(due[0] ?? null)} />}
      {error ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer sus llamadas.")} />
      ) : !data ? (
        <Loading label={t("Leyendo sus llamadas…")} />
      ) : data.calls.length + data.earlier.length === 0 ? (
        <Empty title={t("Todavía no ha atendido llamadas hoy")}>
          {t("Aquí quedan las que atienda, con su tipificación y sus tickets.")}
        </Empty>
      ) : (
        <OwnCallTable calls={[...data.calls, ...data.earlier]} due={due} typology={typology} open={setOpened} />
      )}
    </section>
  );
}

function PendingNotice({ count, open }: { count: number; open: () => void }) {
  return (
    <div className={css.due} role="status">
      <p>
        <strong>
          {t("{count} sin tipificar.", { count: countPhrase(count, "llamada terminó", "llamadas terminaron") })}
        </strong>{" "}
        {count === 1 ? t("Queda aquí hasta que usted la tipifique.") : t("Quedan aquí hasta que usted las tipifique.")}
      </p>
      <Button size="compact-md" onClick={open}>
        {t("Tipificar")} <kbd>{SHORTCUTS.ticket.label}</kbd>
      </Button>
    </div>
  );
}

const durationMs = (call: OwnCall): number =>
  call.ended_at ? Date.parse(call.ended_at) - Date.parse(call.answered_at) : 0;

function daySummary(calls: OwnCall[]): string {
  const done = calls.filter((call) => call.ended_at);
  const mean = done.length ? done.reduce((total, call) => total + durationMs(call), 0) / done.length : 0;
  return t("{calls} · {mean} de conversación en promedio", {
    calls: countPhrase(calls.length, "contestada", "contestadas"),
    mean: duration(mean),
  });
}

function OwnCallTable({
  calls,
  due,
  typology,
  open,
}: {
  calls: OwnCall[];
  due: OwnCall[];
  typology: Typology | undefined;
  open: (call: OwnCall) => void;
}) {
  return (
    <div className={css.scroll} tabIndex={0} role="group" aria-labelledby="hoy">
      <table className="list">
        <thead>
          <tr>
            <th scope="col">{t("Hora")}</th>
            <th scope="col">{t("Línea y opción")}</th>
            <th scope="col" className="number">
              {t("Duración")}
            </th>
            <th scope="col">{t("Tipificación")}</th>
            <th scope="col">{t("Ticket")}</th>
          </tr>
        </thead>
        <tbody>
          {calls.map((call) => (
            <tr key={call.id}>
              <td className="num">{momentLabel(call.answered_at)}</td>
              <td>
                {call.line_name}
                <br />
                <span className="quiet small">{call.choice.at(-1) ?? call.queue_name}</span>
              </td>
              <td className="number num">{call.ended_at ? duration(durationMs(call)) : t("en curso")}</td>
              <td>
                {due.includes(call) ? (
                  <MissingDisposition call={call} open={() => open(call)} />
                ) : (
                  dispositionCell(call, typology)
                )}
              </td>
              <td className="num">
                {call.tickets.length ? (
                  call.tickets.map((number) => <div key={number}>{number}</div>)
                ) : (
                  <span className="quiet">–</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Return the time, with the date if it is not today. */
const momentLabel = (at: string): string =>
  shortDate(at) === shortDate(serverClock.now()) ? timeOfDay(at) : `${shortDate(at)}, ${timeOfDay(at)}`;

function MissingDisposition({ call, open }: { call: OwnCall; open: () => void }) {
  const counts = call.counts_until !== null && Date.parse(call.counts_until) > serverClock.now();
  return (
    <div className={css.missing}>
      <span>{t("Sin tipificar")}</span>
      <Button
        size="compact-xs"
        variant="default"
        onClick={open}
        aria-label={t("Tipificar la llamada de las {answered_at}", { answered_at: timeOfDay(call.answered_at) })}
      >
        {t("Tipificar")}
      </Button>
      {counts && call.counts_until && (
        <span className="quiet small">
          {t("Cuenta en el indicador hasta las {counts_until}", { counts_until: timeOfDay(call.counts_until) })}
        </span>
      )}
    </div>
  );
}

function dispositionCell(call: OwnCall, typology: Typology | undefined) {
  if (!call.kind) return <span className="quiet">{call.ended_at ? t("Sin tipificar") : "–"}</span>;
  const kind = typology?.kinds.find((each) => each.id === call.kind);
  return (
    <>
      {kind?.name ?? call.kind_name ?? call.kind}
      <br />
      <span className="quiet small">
        {kind?.themes.find((each) => each.id === call.theme)?.name ?? call.theme_name ?? call.theme}
      </span>
    </>
  );
}
