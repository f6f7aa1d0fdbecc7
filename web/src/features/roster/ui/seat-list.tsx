/** The seats: name, extension, location and who sits there; created, changed and removed in a dialog. */
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { type Seat, useRemoveSeat, useSaveSeat, useSeats } from "../../../api/roster";
import { announce } from "../../../components/announcer";
import { FormDialog } from "../../../components/form-dialog";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { seatNameError } from "../model/roster-list";
import { RosterExport } from "./roster-export";
import css from "./roster.module.css";
import { t } from "../../../i18n/translate";

const NEW_SEAT: Seat = { id: "", extension: "", location: "", advisors: [] };

export function SeatList({ mayChange }: { mayChange: boolean }) {
  const { data, error, refetch } = useSeats();
  const remove = useRemoveSeat();
  const [open, setOpen] = useState<Seat | null>(null);
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="puestos-de-trabajo">
      <header>
        <h2 id="puestos-de-trabajo" className={css.grow}>
          {t("Puestos de trabajo")}
        </h2>
        {data && data.seats.length > 0 && <RosterExport list="seats" />}
        {mayChange && <Button onClick={() => setOpen(NEW_SEAT)}>{t("Crear un puesto")}</Button>}
      </header>
      {remove.error && <Failure error={remove.error} title={t("No se borró el puesto.")} />}
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer los puestos de trabajo.")} />
      ) : !data ? (
        <Loading label={t("Leyendo los puestos de trabajo…")} />
      ) : data.seats.length === 0 ? (
        <Empty title={t("No hay puestos de trabajo")}>
          {t("Cree uno con su extensión y su ubicación, y escójalo arriba en la fila de cada asesor.")}
        </Empty>
      ) : (
        <div className={css.scroll} tabIndex={0} role="group" aria-labelledby="puestos-de-trabajo">
          <table className={`list ${css.cards}`}>
            <thead>
              <tr>
                <th scope="col">{t("Puesto")}</th>
                <th scope="col">{t("Extensión")}</th>
                <th scope="col">{t("Ubicación")}</th>
                <th scope="col">{t("Asesores")}</th>
                {mayChange && <th scope="col">{t("Acciones")}</th>}
              </tr>
            </thead>
            <tbody>
              {data.seats.map((seat) => (
                <tr key={seat.id}>
                  <th scope="row">{seat.id}</th>
                  <td data-label={t("Extensión")} className="num">
                    {seat.extension || "–"}
                  </td>
                  <td data-label={t("Ubicación")}>{seat.location || "–"}</td>
                  <td data-label={t("Asesores")}>{seat.advisors.join(", ") || t("libre")}</td>
                  {mayChange && (
                    <td data-label={t("Acciones")}>
                      <span className={css.acts}>
                        <Button
                          variant="default"
                          size="compact-sm"
                          aria-label={t("Cambiar el puesto {id}", { id: seat.id })}
                          onClick={() => setOpen(seat)}
                        >
                          {t("Cambiar")}
                        </Button>
                        {seat.advisors.length === 0 && (
                          <Button
                            variant="default"
                            size="compact-sm"
                            aria-label={t("Borrar el puesto {id}", { id: seat.id })}
                            loading={remove.isPending && remove.variables === seat.id}
                            onClick={() =>
                              remove.mutate(seat.id, {
                                onSuccess: () => announce(t("Se borró el puesto {id}.", { id: seat.id })),
                              })
                            }
                          >
                            {t("Borrar")}
                          </Button>
                        )}
                      </span>
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {open && <SeatDialog seat={open} close={() => setOpen(null)} />}
    </section>
  );
}

function SeatDialog({ seat, close }: { seat: Seat; close: () => void }) {
  const save = useSaveSeat();
  const [form, setForm] = useState(seat);
  const [tried, setTried] = useState(false);
  const wrong = seatNameError(form.id);
  const submit = () => {
    setTried(true);
    if (!wrong) save.mutate(form, { onSuccess: close });
  };
  return (
    <FormDialog
      title={seat.id ? t("Puesto {id}", { id: seat.id }) : t("Crear un puesto")}
      submitLabel={t("Guardar")}
      canSubmit
      busy={save.isPending}
      error={save.error}
      onSubmit={submit}
      onClose={close}
    >
      {!seat.id && (
        <TextInput
          label={t("Nombre")}
          data-first
          value={form.id}
          error={tried ? wrong : null}
          onChange={(event) => setForm({ ...form, id: event.currentTarget.value.trim() })}
        />
      )}
      <TextInput
        label={t("Extensión o teléfono")}
        maxLength={20}
        value={form.extension}
        onChange={(event) => setForm({ ...form, extension: event.currentTarget.value })}
      />
      <TextInput
        label={t("Ubicación")}
        placeholder={t("Piso 3, isla B")}
        maxLength={80}
        value={form.location}
        onChange={(event) => setForm({ ...form, location: event.currentTarget.value })}
      />
    </FormDialog>
  );
}
