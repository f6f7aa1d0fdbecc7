/** The saved tries of the site: each with its result, and the button that opens it in the simulator. */
import { Button } from "@mantine/core";
import { type SimulationForm, useSimulatorTries } from "../../../api/simulations";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { countPhrase } from "../../../formats";
import css from "./simulator.module.css";
import { t } from "../../../i18n/translate";

export function Tries({ onOpen }: { onOpen: (call: SimulationForm) => void }) {
  const { data, error, refetch, isFetching } = useSimulatorTries(true);
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="pruebas">
      <div className={css.head}>
        <h2 id="pruebas">{t("Pruebas del sitio")}</h2>
        <Button variant="default" size="sm" loading={isFetching} onClick={() => void refetch()}>
          {t("Hacerlas de nuevo")}
        </Button>
      </div>
      {error ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudieron hacer las pruebas.")} />
      ) : !data ? (
        <Loading label={t("Haciendo las pruebas…")} />
      ) : data.tries.length === 0 ? (
        <Empty title={t("El sitio no tiene pruebas")}>
          {t("Haga una llamada aquí arriba y guárdela como prueba.")}
        </Empty>
      ) : (
        <>
          <p role="status">
            {data.passed === data.tries.length
              ? t("{passed} como se espera.", { passed: countPhrase(data.passed, "prueba sale", "pruebas salen") })
              : t("{countPhrase} de {tries}.", {
                  countPhrase: countPhrase(data.tries.length - data.passed, "prueba falla", "pruebas fallan"),
                  tries: String(data.tries.length),
                })}
          </p>
          <ul className={css.tries}>
            {data.tries.map((each) => (
              <li key={each.id}>
                <span className={css.result} data-passed={each.passed || undefined}>
                  {each.passed ? t("Bien") : t("Falla")}
                </span>
                <div>
                  <p>{each.name}</p>
                  {each.faults.map((fault) => (
                    <p key={fault} className="quiet">
                      {fault}
                    </p>
                  ))}
                </div>
                <Button
                  variant="subtle"
                  size="sm"
                  onClick={() => onOpen(each.call)}
                  aria-label={t("Abrir la prueba «{name}»", { name: each.name })}
                >
                  {t("Abrir")}
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
