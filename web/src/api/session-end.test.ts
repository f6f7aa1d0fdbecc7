import { QueryClient } from "@tanstack/react-query";
import { expect, it } from "vitest";
import { accountQuery, forgetAccount } from "./queries";

it("keeps the page signed out when an earlier reading of the account ends later", async () => {
  const client = new QueryClient();
  const account = { user: "asesor1" } as never;
  client.setQueryData(accountQuery.queryKey, account);
  let answer: (value: never) => void = () => undefined;
  const reading = client.fetchQuery({
    ...accountQuery,
    staleTime: 0,
    queryFn: () => new Promise<never>((resolve) => (answer = resolve)),
  });
  forgetAccount(client);
  answer(account);
  await reading.catch(() => undefined);
  expect(client.getQueryData(accountQuery.queryKey)).toBeNull();
});
