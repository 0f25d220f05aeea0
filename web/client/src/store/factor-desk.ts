import type { AskFactor, FactorAnswer, FactorDemand } from "@parley/shared/wire/second-factor";
import { Cell } from "./entity-table";

export interface AskedFactor extends FactorDemand {
  answer: (factor: FactorAnswer | undefined) => void;
}

/** Where acts that need a second factor wait for the person. One is asked for after the other. */
export class FactorDesk {
  readonly asked = new Cell<AskedFactor | undefined>(undefined);
  private line: Promise<unknown> = Promise.resolve();

  readonly ask: AskFactor = (demand) => {
    const turn = this.line.then(
      () =>
        new Promise<FactorAnswer | undefined>((resolve) => {
          this.asked.set({
            ...demand,
            answer: (factor) => {
              this.asked.set(undefined);
              resolve(factor);
            },
          });
        }),
    );
    this.line = turn;
    return turn;
  };
}
