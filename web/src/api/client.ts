/** The one HTTP client: our cookie, the header that a forged form cannot send, and problems as typed errors. */
import createClient, { type Middleware } from "openapi-fetch";
import type { paths } from "./schema";
import { readProblem, unreachableProblem } from "./problem";

const requestMiddleware: Middleware = {
  onRequest({ request }) {
    request.headers.set("X-Atencion", "1");
    return request;
  },
  async onResponse({ response }) {
    if (!response.ok) throw await readProblem(response);
  },
  onError: () => unreachableProblem(),
};

export const api = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? "",
  credentials: "same-origin",
  fetch: (request) => globalThis.fetch(request),
});
api.use(requestMiddleware);

/** The body of an answer; errors were thrown before. */
export async function unwrap<T>(response: Promise<{ data?: T }>): Promise<T> {
  return (await response).data as T;
}
