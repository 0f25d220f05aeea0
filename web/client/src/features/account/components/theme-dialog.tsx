import { Button } from "../../../ui/button";
import { Dialog } from "../../../ui/dialog";
import { accountStrings as strings } from "../strings";
import { ThemeChoices } from "./theme-choices";

export function ThemeDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog
      title={strings.appearanceTitle}
      onClose={onClose}
      footer={
        <Button look="primary" onPress={onClose}>
          {strings.done}
        </Button>
      }
    >
      <ThemeChoices />
    </Dialog>
  );
}
