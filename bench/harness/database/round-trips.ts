import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { JsonCall } from "../../../core/aws/json-service.ts";

/**
 * Counts calls of the table. Every item here is below 1 KB, so a write, also one whose condition
 * fails, is one write unit (DynamoDB developer guide, "Capacity unit consumption").
 */
export class RoundTrips {
  reads = 0;
  writes = 0;

  get all(): number {
    return this.reads + this.writes;
  }

  count(operation: string): void {
    if (/^(Get|Query|Scan|BatchGet)/.test(operation)) this.reads++;
    else this.writes++;
  }

  reset(): void {
    this.reads = 0;
    this.writes = 0;
  }
}

export function countedCall(call: JsonCall, trips: RoundTrips): JsonCall {
  return (operation, input, deadline) => {
    trips.count(operation);
    return call(operation, input, deadline);
  };
}

/** Counts what a client of the SDK sends, retries apart. */
export function countClient(client: DynamoDBClient, trips: RoundTrips): void {
  client.middlewareStack.add(
    (next, context) => (args) => {
      trips.count(context.commandName ?? "");
      return next(args);
    },
    { step: "initialize" },
  );
}
