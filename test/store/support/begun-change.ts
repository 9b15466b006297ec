import type { Call } from "../../support/management-on-table.ts";

/** A change that a process was about to ask for. */
export interface BegunChange {
  readonly id: number;
  readonly useCase: "createKey" | "rotateKey" | "updateKey" | "revokeKey";
  readonly call: Call;
}
