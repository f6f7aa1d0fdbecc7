/** What a figure is counted of: the calls of its numerator, those of its denominator, and a word about it. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { type Definition, type Figure, useCallsOfFigure } from "../../../../api/indicators";
import { useDesk } from "../../../../realtime/desk-hooks";
import { clockWithSeconds, count, duration, shortDate } from "../../../../formats";
import { formulaWords, fractionWords, slotWords, valueWords } from "../../model/indicator-labels";
import { endOfSlot, type Part, type View } from "../../model/indicator-view";
import { Empty, Failure, Loading } from "../../../../components/load-states";
import { Link } from "../../../../components/link";
import { Segments } from "../../../../components/segmented-control";
import { useLineName } from "../../../../api/queries";
import { outcome } from "../../../../labels";
import { meetsWord, Verdict } from "./indicator-card";
import { isOpen } from "./figure-table";
import { ObserveDialog } from "../observation-dialog";
import css from "../oversight.module.css";

interface Props {
  view: View;
  definition: Definition;
  figures: Figure[];
  mayObserve: boolean;
  close: () => void;
  choose: (part: Part) => void;
}

export function Behind({ view, definition, figures, mayObserve, close, choose }: Props) {
  const lineName = useLineName();
  const [observes, setObserves] = useState(false);
  const figure = figures.find((each) => each.indicator === definition.id && isOpen(each, view));
  const queues = useDesk((state) => state.entities.queue);
  const place = [view.line ? lineName(view.line) : "Todas las líneas", view.queue && (queues[view.queue]?.name ?? view.queue)].filter(Boolean).join(" · ");
  const where = `${place} · ${view.by === "period" ? "todo el período" : slotWords(view.slot, view.by)}`;
  return (
    <aside className={`panel ${css.side}`} aria-labelledby="detras">
      <header>
        <h2 id="detras">Las llamadas de la cifra</h2>
        <button type="button" className={css.close} aria-label="Cerrar las llamadas de la cifra" onClick={close}>✕</button>
      </header>
      <div>
        <p><strong>{definition.name}</strong></p>
        <p className="quiet">{where}</p>
      </div>
      {figure && (
        <p className={css.verdict} data-meets={meetsWord(figure.meets)}>
          <span className={`num ${css.value}`}>{valueWords(figure.value, figure.unit)}</span>
          <span className="num">{fractionWords(figure)}</span>
          <Verdict figure={figure} />
        </p>
      )}
      <p className={css.formula}>{formulaWords(definition.formula)}</p>
      <Segments className={css.segments} label="Qué llamadas" options={[["numerator", partName("Numerador", figure, "numerator")], ["denominator", partName("Denominador", figure, "denominator")]]} value={view.part || null} choose={choose} />
      {view.part && <Calls view={view} part={view.part} definition={definition} />}
      {mayObserve && figure && <p><Button variant="default" onClick={() => setObserves(true)}>Escribir una observación sobre esta cifra</Button></p>}
      {observes && figure && <ObserveDialog about={aboutOf(figure, definition, view)} what={`${definition.name}: ${valueWords(figure.value, figure.unit)} · ${where}`} close={() => setObserves(false)} />}
    </aside>
  );
}

/** Of a time the numerator is a sum of milliseconds, and its calls are those of the denominator. */
const partName = (name: string, figure: Figure | undefined, part: Part): string => (figure && figure.unit === "percent" ? `${name} (${count(figure[part])})` : name);

const aboutOf = (figure: Figure, definition: Definition, view: View) => ({
  kind: "indicator" as const,
  id: definition.id,
  name: definition.name,
  version: figure.version,
  begins: view.from,
  ends: view.until,
  by: view.by,
  slot: view.by === "period" ? null : figure.starts_at,
  line: figure.line || null,
  queue: figure.queue || null,
  value: valueWords(figure.value, figure.unit),
});

function Calls({ view, part, definition }: { view: View; part: Part; definition: Definition }) {
  const lineName = useLineName();
  const [cursor, setCursor] = useState<string | undefined>();
  const within = endOfSlot(view);
  const { data, error, refetch, isFetching } = useCallsOfFigure({ indicator: definition.id, ...within, line: view.line, queue: view.queue, part, cursor });
  if (error) return <Failure error={error} again={() => void refetch()} what="No se pudieron leer las llamadas." />;
  if (!data) return <Loading what="Buscando las llamadas…" />;
  if (data.calls.length === 0) return <Empty title="Ninguna llamada">Esta parte de la cifra es cero.</Empty>;
  return (
    <>
      <ol className={css.calls} aria-busy={isFetching}>
        {data.calls.map((call) => (
          <li key={call.id}>
            <span><Link to={`/llamadas/${encodeURIComponent(call.id)}`} className="num">{shortDate(call.arrived_at)}, {clockWithSeconds(call.arrived_at)}</Link></span>
            <span>{outcome(call.outcome)}</span>
            <span>{lineName(call.line)}</span>
            <span className="num">{call.wait_ms !== null && `esperó ${duration(call.wait_ms)}`}</span>
          </li>
        ))}
      </ol>
      <p className={css.acts}>
        {cursor && <Button size="xs" variant="default" onClick={() => setCursor(undefined)}>Volver al principio</Button>}
        {data.next && <Button size="xs" variant="default" onClick={() => setCursor(data.next ?? undefined)}>Siguientes</Button>}
      </p>
    </>
  );
}
