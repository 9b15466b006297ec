import { AwsError, ConnectionError } from "../../core/aws/aws-error.ts";
import type { JsonCall } from "../../core/aws/json-service.ts";

/** The faults of one call of the authorizer's client, its own retries included. */
export const callFaults = [
  /** Throttled until the client gave up; no effect. */
  "throttled",
  /** Never reached the service. */
  "refused",
  /** Took effect, and no answer came back. */
  "lost-answer",
  /** Took effect, its answer was lost, and so the client sent it again. */
  "sent-twice",
] as const;
export type CallFault = (typeof callFaults)[number];

/** @param next says what happens to the call that is about to be made */
export function faultyCall(call: JsonCall, next: () => CallFault | undefined): JsonCall {
  return async (operation, input, deadline) => {
    const fault = next();
    switch (fault) {
      case undefined:
        return call(operation, input, deadline);
      case "throttled":
        throw new AwsError(400, "ProvisionedThroughputExceededException", {});
      case "refused":
        throw new ConnectionError("failed");
      case "lost-answer":
        await call(operation, input, deadline).catch(() => {});
        throw new ConnectionError("the answer broke off");
      case "sent-twice":
        await call(operation, input, deadline).catch(() => {});
        return call(operation, input, deadline);
    }
  };
}
