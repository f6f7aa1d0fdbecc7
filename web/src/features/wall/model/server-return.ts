const RETRY_MS = 2_000;

/** Wait until the server answers and load the page again: a file could not be loaded while the server restarted. */
export async function reloadWhenServerIsBack(): Promise<never> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    const answer = await fetch(location.pathname, { cache: "no-cache" }).catch(() => null);
    if (answer?.ok) location.reload();
  }
}
