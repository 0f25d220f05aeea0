import { createContext, useContext } from "react";

/** Opens somebody's card. Absent where there is no place for it. */
export const PersonContext = createContext<((username: string) => void) | undefined>(undefined);

export function useOpenPerson(): ((username: string) => void) | undefined {
  return useContext(PersonContext);
}
