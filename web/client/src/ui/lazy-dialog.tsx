import { type ComponentProps, lazy, Suspense } from "react";
import type { ConfirmDialog, Dialog } from "./dialog";

const LoadedConfirm = lazy(() => import("./dialog").then((module) => ({ default: module.ConfirmDialog })));
const LoadedDialog = lazy(() => import("./dialog").then((module) => ({ default: module.Dialog })));

/** Dialogs for what is there from the start: they are loaded when they are first needed. */
export function LazyConfirmDialog(props: ComponentProps<typeof ConfirmDialog>) {
  return (
    <Suspense fallback={null}>
      <LoadedConfirm {...props} />
    </Suspense>
  );
}

export function LazyDialog(props: ComponentProps<typeof Dialog>) {
  return (
    <Suspense fallback={null}>
      <LoadedDialog {...props} />
    </Suspense>
  );
}
