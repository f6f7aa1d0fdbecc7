/** The HTTP client: it sends the session cookie and a header that a forged form cannot send, and throws problems. */
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

/** Return the body of a response; the middleware has already thrown on errors. */
export async function unwrap<T>(response: Promise<{ data?: T }>): Promise<T> {
  return (await response).data as T;
}
