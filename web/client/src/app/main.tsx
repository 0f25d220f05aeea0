import "@parley/shared/tokens.css";
import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./base.css";
import { createRoot } from "react-dom/client";
import { applyTheme, followSystemTheme } from "../lib/theme";
import { App } from "./app";
import { ErrorBoundary } from "./error-boundary";

applyTheme();
followSystemTheme();
const container = document.getElementById("root");
if (container !== null) {
  createRoot(container).render(
    <ErrorBoundary>
      <App />
    </ErrorBoundary>,
  );
}
