/** The data of a customer whom the search found, for a user who may read them without a call. */
import { Button } from "@mantine/core";
import { navigate } from "../../../router";
import { CustomerData } from "../../customers/ui/customer-data";
import css from "./search.module.css";

export function FoundCustomer({ id, back, close }: { id: string; back: () => void; close: () => void }) {
  const openTicket = (number: string) => {
    close();
    navigate(`/bandeja/${number}`);
  };
  return (
    <div className={css.palette}>
      <CustomerData id={id} call="" openStatus={openTicket} />
      <p>
        <Button variant="default" size="compact-md" onClick={back}>
          Volver a buscar
        </Button>
      </p>
    </div>
  );
}
