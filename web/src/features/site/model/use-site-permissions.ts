/** What the signed-in person may do with the site. */
import { useQuery } from "@tanstack/react-query";
import { accountQuery } from "../../../api/queries";

export function useSitePermissions(): { mayEdit: boolean; mayPublish: boolean } {
  const permissions = useQuery(accountQuery).data?.permissions ?? [];
  return { mayEdit: permissions.includes("site.edit"), mayPublish: permissions.includes("site.publish") };
}
