import fc from "fast-check";
import type { LineFault } from "../../support/faulty-line.ts";
import type { Oracle } from "../oracle.ts";
import type { ModelCommand, Session } from "../session.ts";

/** Something that happens around the product, of which the oracle need not know. */
class Surroundings implements ModelCommand {
  readonly what: string;
  readonly happen: (session: Session) => Promise<void> | void;

  constructor(what: string, happen: (session: Session) => Promise<void> | void) {
    this.what = what;
    this.happen = happen;
  }

  check(): boolean {
    return true;
  }

  async run(_oracle: Oracle, session: Session): Promise<void> {
    await this.happen(session);
  }

  toString(): string {
    return this.what;
  }
}

/** Around the ends of a window, a grace period, an expiry, and the memory of a repeated request. */
export const tickCommands = fc
  .constantFrom(700, 1_000, 15_000, 29_500, 59_300, 60_500, 62_000, 3_700_000, 90_000_000)
  .map((ms) => new Surroundings(`tick(${ms} ms)`, ({ house }) => house.clock.advance(ms)));

/** The functions that remember most are replaced most. */
export const restartCommands = fc
  .constantFrom("uthorizer", "uthorizer", "uthorizer", "")
  .map((name) => {
    const restart = ({ house }: Session) => house.latchkey.recycle((full) => full.includes(name));
    return new Surroundings(`restart(${name || "all"})`, restart);
  });

const faults: readonly LineFault[] = [
  "throttled",
  "internal-error",
  "conflict",
  "refused",
  "lost-answer",
];

export const faultCommands = fc
  .tuple(fc.constantFrom(...faults), fc.constantFrom(1, 1, 2, 6))
  .map(([fault, calls]) => {
    return new Surroundings(`fault(${fault}, ${calls} calls)`, (session) =>
      session.disturb(fault, calls),
    );
  });
