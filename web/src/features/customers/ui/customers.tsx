/** The customers: a search, or the page of one customer with their data and timeline, for users who need no call. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { accountQuery } from "../../../api/queries";
import { useLabels, valuesOf } from "../../../labels";
import { Link } from "../../../components/link";
import { navigate, useQueryString } from "../../../router";
import { customerPath } from "../model/customer-path";
import { type EventKind, filterAddress, filterFromAddress } from "../model/timeline";
import { CustomerData } from "./customer-data";
import { CustomerSearch } from "./customer-search";
import { CustomerTimeline, TimelineFilters } from "./customer-timeline";
import { EMPTY_REGISTRATION } from "../model/registration";
import { RegisterCustomer, useRegistration } from "./register-customer";
import css from "./customer-page.module.css";
import { t } from "../../../i18n/translate";

export default function CustomersScreen({ id }: { id: string }) {
  return id ? <CustomerPage key={id} id={id} /> : <CustomerFinder />;
}

function CustomerFinder() {
  const registers = useQuery(accountQuery).data?.permissions.includes("customer.register") ?? false;
  const [registration, setRegistration] = useRegistration("clientes");
  const open = ({ id }: { id: string }) => {
    setRegistration(null);
    navigate(customerPath(id));
  };
  return (
    <div className={css.finder}>
      <section className={`panel ${css.data}`} aria-labelledby="clientes">
        <h1 id="clientes">{t("Clientes")}</h1>
        <CustomerSearch
          allowOffline
          actionLabel={t("abrir su página")}
          emptyHint={registers ? t("si no está, regístrelo") : ""}
          onSelect={open}
        />
        {registers && (
          <p>
            <Button variant="default" size="compact-md" onClick={() => setRegistration(EMPTY_REGISTRATION)}>
              {t("Registrar un cliente")}
            </Button>
          </p>
        )}
        {registers && registration && (
          <RegisterCustomer
            form={registration}
            setForm={setRegistration}
            onDone={open}
            onClose={() => setRegistration(null)}
          />
        )}
        <p className="quiet small">
          {t("El registro guarda cada búsqueda y cada lectura: quién, cuándo y de qué cliente.")}
        </p>
      </section>
    </div>
  );
}

function CustomerPage({ id }: { id: string }) {
  const { customer_events } = useLabels();
  const listsCalls = useQuery(accountQuery).data?.permissions.includes("calls.read");
  const filter = filterFromAddress(useQueryString(), valuesOf(customer_events) as EventKind[]);
  return (
    <div className={css.page}>
      <section className={`panel ${css.data}`} aria-labelledby="datos">
        <header className={css.head}>
          <h1 id="datos">{t("Cliente")}</h1>
          <Link to="/clientes">{t("Buscar otro")}</Link>
        </header>
        <CustomerData id={id} call="" openStatus={(number) => navigate(`/bandeja/${encodeURIComponent(number)}`)} />
      </section>
      <section className={`panel ${css.story}`} aria-labelledby="historia-cliente">
        <header className={css.head}>
          <h2 id="historia-cliente">{t("Historia")}</h2>
          {listsCalls && (
            <Link to={`/llamadas?customer=${encodeURIComponent(id)}`}>{t("Ver sus llamadas en la lista")}</Link>
          )}
        </header>
        <TimelineFilters
          filter={filter}
          choose={(chosen) => navigate(customerPath(id) + filterAddress(chosen), { replace: true })}
        />
        <div className={css.scroll} tabIndex={0} role="group" aria-labelledby="historia-cliente">
          <CustomerTimeline id={id} call="" filter={filter} />
        </div>
      </section>
    </div>
  );
}
