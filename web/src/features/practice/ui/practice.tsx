/** Práctica: the scenarios, the open practice, and what was done in earlier ones. */
import { Button, type ComboboxItem, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import {
  type Practice,
  type PracticeBoard,
  useEndPractice,
  usePracticeBoard,
  usePractices,
  useStartPractice,
} from "../../../api/practice";
import { accountQuery } from "../../../api/queries";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { duration, longDate } from "../../../formats";
import { PRACTICE_PREFIX } from "../../../practice-mode";
import { endText, pointName, waitingAdvice } from "../model/practice";
import { AdvisorSelect } from "./advisor-select";
import css from "./practice.module.css";
import { rich, t } from "../../../i18n/translate";

const DESK = `${PRACTICE_PREFIX}/escritorio`;

export default function PracticeScreen() {
  const board = usePracticeBoard();
  const permissions = useQuery(accountQuery).data?.permissions ?? [];
  const own = permissions.includes("practice.own");
  const leads = permissions.includes("practice.lead");
  const advice = board.data && waitingAdvice(board.data);
  return (
    <div className={css.screen}>
      <section className={`panel ${css.sheet}`} aria-labelledby="practica">
        <h1 id="practica">{t("Práctica")}</h1>
        <p className="quiet">
          {t("El asesor atiende la llamada de un cliente inventado. Nada de lo que haga cuenta en ninguna cifra.")}
        </p>
        {advice && (
          <p className={css.advice} role="status">
            {advice}
          </p>
        )}
        {board.error ? (
          <Failure error={board.error} retry={() => void board.refetch()} title={t("No se pudo leer la práctica.")} />
        ) : !board.data ? (
          <Loading label={t("Leyendo los escenarios…")} />
        ) : board.data.obstacle ? (
          <Empty title={t("En esta instalación no se puede practicar")}>{board.data.obstacle}</Empty>
        ) : board.data.scenarios.length === 0 ? (
          <Empty title={t("Este sitio no tiene escenarios")}>{t("Pida que los agreguen en practice.yaml.")}</Empty>
        ) : (
          <>
            {own && <OwnPractice board={board.data} />}
            {leads && <LedPractice board={board.data} />}
          </>
        )}
      </section>
      {own && <PracticeList own title={t("Sus prácticas")} />}
      {leads && <PracticeList own={false} title={t("Prácticas de los asesores")} />}
    </div>
  );
}

function OwnPractice({ board }: { board: PracticeBoard }) {
  const start = useStartPractice();
  const end = useEndPractice();
  if (board.current)
    return (
      <div className={css.current}>
        <p>
          {rich("Su práctica {scenario_name} está abierta. Atiéndala en el escritorio de práctica.", {
            scenario_name: <strong>{board.current.scenario_name}</strong>,
          })}
        </p>
        <Button component="a" href={DESK}>
          {t("Abrir el escritorio de práctica")}
        </Button>
        <Button
          variant="default"
          loading={end.isPending}
          onClick={() => board.current && end.mutate({ id: board.current.id, own: true })}
        >
          {t("Terminar la práctica")}
        </Button>
        {end.error && <Failure error={end.error} title={t("No se pudo terminar.")} />}
      </div>
    );
  const begin = (scenario: string) => start.mutate({ scenario }, { onSuccess: () => globalThis.location.assign(DESK) });
  return (
    <>
      <p>{t("Póngase en pausa o fuera de turno. Al comenzar suena su teléfono.")}</p>
      <ul className={css.scenarios}>
        {board.scenarios.map((scenario) => (
          <li key={scenario.id}>
            <h2>{scenario.name}</h2>
            <p>{scenario.summary}</p>
            <Button
              loading={start.isPending}
              onClick={() => begin(scenario.id)}
              aria-label={t("Comenzar la práctica «{name}»", { name: scenario.name })}
            >
              {t("Comenzar")}
            </Button>
          </li>
        ))}
      </ul>
      {start.error && <Failure error={start.error} title={t("No se pudo comenzar la práctica.")} />}
    </>
  );
}

/** The form with which a supervisor starts the practice of an advisor. */
function LedPractice({ board }: { board: PracticeBoard }) {
  const [advisor, setAdvisor] = useState<ComboboxItem | null>(null);
  const [scenario, setScenario] = useState(board.scenarios[0]?.id ?? "");
  const start = useStartPractice();
  return (
    <form
      className={css.led}
      onSubmit={(event) => {
        event.preventDefault();
        if (advisor) start.mutate({ scenario, advisor: advisor.value }, { onSuccess: () => setAdvisor(null) });
      }}
    >
      <AdvisorSelect value={advisor} onChange={setAdvisor} />
      <NativeSelect
        label={t("Escenario")}
        value={scenario}
        onChange={(event) => setScenario(event.currentTarget.value)}
        data={board.scenarios.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <Button type="submit" loading={start.isPending}>
        {t("Comenzar la práctica")}
      </Button>
      {start.error && <Failure error={start.error} title={t("No se pudo comenzar la práctica.")} />}
    </form>
  );
}

function PracticeList({ own, title }: { own: boolean; title: string }) {
  const [cursor, setCursor] = useState<string | undefined>();
  const { data, error, refetch } = usePractices({ own, ...(cursor ? { cursor } : {}) });
  const id = own ? "sus-practicas" : "practicas";
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <p className="quiet">{t("Lo que se esperaba y lo que se hizo. No es una nota.")}</p>
      {error ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer las prácticas.")} />
      ) : !data ? (
        <Loading label={t("Leyendo las prácticas…")} />
      ) : data.practices.length === 0 ? (
        <Empty title={t("Todavía no hay prácticas")}>
          {t("Comience una: al terminar, aparece aquí con lo que se hizo.")}
        </Empty>
      ) : (
        <ul className={css.list}>
          {data.practices.map((each) => (
            <PracticeItem key={each.id} practice={each} own={own} />
          ))}
        </ul>
      )}
      {(cursor || data?.next) && (
        <p className={css.acts}>
          {cursor && (
            <Button variant="default" onClick={() => setCursor(undefined)}>
              {t("Volver a las últimas")}
            </Button>
          )}
          {data?.next && (
            <Button variant="default" onClick={() => setCursor(data.next ?? undefined)}>
              {t("Anteriores")}
            </Button>
          )}
        </p>
      )}
    </section>
  );
}

function PracticeItem({ practice, own }: { practice: Practice; own: boolean }) {
  const end = useEndPractice();
  return (
    <li>
      <h3>
        {practice.scenario_name}
        {!own && ` · ${practice.advisor_name}`}
      </h3>
      <p className="quiet small">
        {longDate(practice.started_at)} · {endText(practice)}
        {practice.talk_s !== null && t(" · conversación de {duration}", { duration: duration(practice.talk_s * 1000) })}
      </p>
      {practice.points.length > 0 && (
        <table className={`list ${css.points}`}>
          <thead>
            <tr>
              <th scope="col">{t("Punto")}</th>
              <th scope="col">{t("Se esperaba")}</th>
              <th scope="col">{t("Se hizo")}</th>
            </tr>
          </thead>
          <tbody>
            {practice.points.map((each) => (
              <tr key={each.point} data-met={each.met}>
                <th scope="row">{pointName(each.point)}</th>
                <td>{each.expected}</td>
                <td>
                  {each.done || t("nada")}
                  {!each.met && <strong className={css.differs}> {t("· no coincide")}</strong>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {practice.open && !own && (
        <Button
          variant="default"
          size="sm"
          loading={end.isPending}
          onClick={() => end.mutate({ id: practice.id, own: false })}
          aria-label={t("Terminar la práctica de {advisor_name}", { advisor_name: practice.advisor_name })}
        >
          {t("Terminar")}
        </Button>
      )}
      {end.error && <Failure error={end.error} title={t("No se pudo terminar.")} />}
    </li>
  );
}
