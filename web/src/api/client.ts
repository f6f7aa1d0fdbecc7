/** The one HTTP client: our cookie, the header that a forged form cannot send, and problems as typed errors. */
import createClient, { type Middleware } from "openapi-fetch";
import type { paths } from "./schema";
import { problemOf, unreachable } from "./problem";

const proof: Middleware = {
  onRequest({ request }) {
    request.headers.set("X-Atencion", "1");
    return request;
  },
  async onResponse({ response }) {
    if (!response.ok) throw await problemOf(response);
  },
  onError: () => unreachable(),
};

export const api = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? "",
  credentials: "same-origin",
  fetch: (request) => globalThis.fetch(request),
});
api.use(proof);

/** The body of an answer; errors were thrown before. */
export async function answer<T>(asked: Promise<{ data?: T }>): Promise<T> {
  return (await asked).data as T;
}
