import "@mantine/core/styles/baseline.layer.css";
import "@mantine/core/styles/default-css-variables.layer.css";
import "@mantine/core/styles/global.layer.css";
import "@mantine/core/styles/UnstyledButton.layer.css";
import "@mantine/core/styles/Button.layer.css";
import "@mantine/core/styles/Loader.layer.css";
import "@mantine/core/styles/Input.layer.css";
import "@mantine/core/styles/InlineInput.layer.css";
import "@mantine/core/styles/Checkbox.layer.css";
import "@mantine/core/styles/ScrollArea.layer.css";
import "@mantine/core/styles/Popover.layer.css";
import "@mantine/core/styles/Combobox.layer.css";
import "@mantine/core/styles/CloseButton.layer.css";
import "@mantine/core/styles/ActionIcon.layer.css";
import "@mantine/core/styles/PasswordInput.layer.css";
import "@mantine/core/styles/Menu.layer.css";
import "virtual:theme.css";
import "@fontsource-variable/atkinson-hyperlegible-next/wght.css";
import "./base.css";
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import { accountQuery, labelsQuery, queryClient } from "./api/queries";
import { App } from "./app";
import { Announcer } from "./components/announcer";
import { ErrorBoundary } from "./components/error-boundary";
import { desk } from "./realtime/desk-store";
import { canListen } from "./realtime/listening";
import { currentPath } from "./router";
import { prefetchScreen, preloadScreen } from "./screens";
import { theme } from "./theme";

/** How long the page itself says that it opens; then the root says so, and reports failures. */
const OPENING_LIMIT_MS = 500;

const opening = [preloadScreen(currentPath()), ...(currentPath() === "/pared" ? [] : [beginSession()])];
const limit = new Promise((resolve) => setTimeout(resolve, OPENING_LIMIT_MS));
void Promise.race([Promise.all(opening), limit]).then(draw); // once, instead of frame, screen and content one by one

/** Ask who is signed in, and for what every screen needs. */
async function beginSession(): Promise<void> {
  const isNamed = document.querySelector('link[href="/api/v1/labels"]'); // then the browser is fetching them
  if (isNamed) void queryClient.prefetchQuery(labelsQuery);
  await queryClient.prefetchQuery(accountQuery);
  const account = queryClient.getQueryData(accountQuery.queryKey);
  if (!account || account.password_change_due || account.second_factor_due) return;
  void prefetchScreen(currentPath(), account);
  if (canListen(account)) desk.connection.start();
  await queryClient.prefetchQuery(labelsQuery);
}

function draw(): void {
  const root = document.getElementById("root");
  if (!root) return;
  createRoot(root).render(
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={queryClient}>
        <ErrorBoundary>
          <App />
        </ErrorBoundary>
        <Announcer />
      </QueryClientProvider>
    </MantineProvider>,
  );
}
