/** The error boundary around all screens: it says that a screen failed; a reload keeps what was typed. */
import { Button } from "@mantine/core";
import { Component, type ReactNode } from "react";
import { t } from "../i18n/translate";

export class ErrorBoundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    return (
      <main
        style={{
          display: "grid",
          gap: "1rem",
          placeContent: "center",
          justifyItems: "center",
          minHeight: "100vh",
          textAlign: "center",
        }}
      >
        <h1>{t("Esta pantalla falló")}</h1>
        <p className="quiet">
          {t("Su llamada sigue en curso y lo que escribió está guardado. Vuelva a cargar la página.")}
        </p>
        <Button onClick={() => location.reload()}>{t("Volver a cargar")}</Button>
      </main>
    );
  }
}
