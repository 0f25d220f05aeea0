import { type ReactNode, useRef } from "react";
import { Button } from "./button";

interface Props {
  /** What the file is for, for those who cannot see it. */
  label: string;
  accept: string;
  onFile: (file: File) => void;
  isDisabled?: boolean;
  children: ReactNode;
}

/** A button that lets one choose a file. */
export function FileButton({ label, accept, onFile, isDisabled = false, children }: Props) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        accept={accept}
        aria-label={label}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = "";
          if (file !== undefined) onFile(file);
        }}
      />
      <Button isDisabled={isDisabled} onPress={() => input.current?.click()}>
        {children}
      </Button>
    </>
  );
}
