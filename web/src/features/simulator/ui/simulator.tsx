/** Simulador: a call to the site without telephones, step by step, and the saved tries of the site. */
import { Button } from "@mantine/core";
import { useRef, useState } from "react";
import { type SimulationForm, type SimulationInput, useSimulation, useSimulatorSite } from "../../../api/simulations";
import type { SimulatorSite } from "../../../api/simulations";
import { CopyButton } from "../../../components/copyable";
import { Dialog } from "../../../components/dialog";
import { Failure, Loading } from "../../../components/load-states";
import { callOf, firstCall, formOf, tryText, withInput } from "../model/scenario";
import { MenuTree } from "./menu-tree";
import { Phone } from "./phone";
import { ScenarioForm } from "./scenario-form";
import css from "./simulator.module.css";
import { Facts, Transcript } from "./transcript";
import { Tries } from "./tries";
import { t } from "../../../i18n/translate";

export default function SimulatorScreen() {
  const { data: site, error, refetch } = useSimulatorSite();
  return (
    <div className={css.screen}>
      {error ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer el sitio.")} />
      ) : site ? (
        <Simulator site={site} />
      ) : (
        <Loading label={t("Leyendo el sitio…")} />
      )}
    </div>
  );
}

function Simulator({ site }: { site: SimulatorSite }) {
  const [call, setCall] = useState(() => firstCall(site));
  const [form, setForm] = useState<SimulationForm | null>(null);
  const [saving, setSaving] = useState(false);
  const phone = useRef<HTMLDivElement>(null);
  const { data: result, error, isFetching, isPlaceholderData } = useSimulation(form);
  const inputs = form?.inputs ?? [];
  const busy = isFetching && isPlaceholderData;
  const begin = (next: SimulationForm) => {
    setForm(next);
    phone.current?.focus();
  };
  const typedIn = useRef("");
  const step = result?.state.stage === "entering" ? result.state.step : "";
  const add = (input: SimulationInput) => {
    const joins = step !== "" && typedIn.current === step;
    typedIn.current = input.press ? step : "";
    setForm((before) => before && { ...before, inputs: withInput(before.inputs ?? [], input, joins) });
  };
  const open = (saved: SimulationForm) => {
    setCall(callOf(saved, site));
    begin({ ...saved, site_version: null });
    phone.current?.scrollIntoView({ block: "nearest" });
  };
  return (
    <>
      <section className={`panel ${css.sheet}`} aria-labelledby="simulador">
        <h1 id="simulador">{t("Simulador")}</h1>
        <p className="quiet">
          {t(
            "Llame a la línea como quien la marca, a la hora que quiera probar. No suena ningún teléfono y no se escribe nada.",
          )}
        </p>
        <ScenarioForm
          site={site}
          call={call}
          onChange={setCall}
          onCall={() => begin(formOf(call, site, []))}
          running={form !== null}
        />
        {error && <Failure error={error} title={t("No se pudo simular la llamada.")} />}
      </section>
      <div className={css.columns} ref={phone} tabIndex={-1}>
        {result && form ? (
          <>
            <Phone
              result={result}
              busy={busy}
              canUndo={inputs.length > 0}
              asks={site.steps.find(({ id }) => id === step) ?? null}
              onInput={add}
              onUndo={() => setForm({ ...form, inputs: inputs.slice(0, -1) })}
            />
            <Transcript result={result} />
            <MenuTree site={site} line={form.line} result={result} />
            <div className={css.column}>
              <Facts result={result} />
              <Button variant="default" onClick={() => setSaving(true)}>
                {t("Guardar como prueba")}
              </Button>
            </div>
          </>
        ) : (
          <MenuTree site={site} line={call.line} result={null} />
        )}
      </div>
      <Tries onOpen={open} />
      {saving && result && form && (
        <Dialog title={t("Guardar como prueba")} onClose={() => setSaving(false)}>
          <p>
            {t(
              "Copie este texto en el archivo tries.yaml del sitio, póngale nombre y deje en «hears» lo que se debe oír. Se hará con «atencion site try» y en esta pantalla.",
            )}
          </p>
          <pre className={css.yaml} tabIndex={0} role="group" aria-label={t("Texto de la prueba")}>
            {textOf(form, result.heard)}
          </pre>
          <CopyButton what={t("Texto de la prueba")} text={textOf(form, result.heard)} />
        </Dialog>
      )}
    </>
  );
}

const textOf = (form: SimulationForm, heard: readonly { key: string }[]) =>
  tryText(
    form,
    heard.map(({ key }) => key),
  );
