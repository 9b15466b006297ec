import type { Deadline } from "../time/deadline.ts";

/** A request to judge: the key that was presented, and what the route asks of it. */
export interface AdmissionRequest {
  /** The key in full, as it was presented. */
  readonly token: string;
  /** Units that the request uses of the window and of every quota: 1 to 1000. */
  readonly cost: number;
  /** The scope that the route wants; undefined if it wants none. */
  readonly scope: string | undefined;
  /**
   * Finds the caller's address, for a key with an allow list alone, since that may take a secret.
   * Undefined means that no address is known, which no allow list has.
   */
  readonly callerAddress: (deadline: Deadline) => Promise<string | undefined>;
  /** Filled while the request is judged. */
  readonly trace?: AdmissionTrace;
}

/** A request's log fields besides the verdict. */
export interface AdmissionTrace {
  /** The public id in the presented text; absent if it is no key's by its form. */
  keyId?: string;
  /** Requests to the table. */
  roundTrips: number;
  /** Writes that failed although nothing spoke against the request: somebody else changed the key. */
  contention: number;
}
