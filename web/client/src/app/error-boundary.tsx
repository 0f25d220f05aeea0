import { CircleAlert } from "lucide-react";
import { Component, type ReactNode } from "react";
import { Button } from "../ui/button";
import { EmptyState } from "../ui/empty-state";
import styles from "./app.module.css";
import { appStrings } from "./strings";

/** Keeps a fault in one part of the screen from leaving the whole page blank. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render() {
    if (!this.state.hasFailed) return this.props.children;
    return (
      <main className={styles.centre}>
        <EmptyState
          icon={<CircleAlert />}
          title={appStrings.crashTitle}
          action={<Button onPress={() => location.reload()}>{appStrings.reload}</Button>}
        >
          {appStrings.crashText}
        </EmptyState>
      </main>
    );
  }
}
