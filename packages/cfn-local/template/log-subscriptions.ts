import * as z from "zod";
import { parseFilterPattern } from "../logs/filter-pattern.ts";
import { StartError } from "../start-error.ts";
import type { FunctionModel, LogSubscription } from "./model.ts";
import { readProperties } from "./read-properties.ts";
import type { Stack } from "./stack.ts";

const ignored = z.unknown().optional();

export const subscriptionFilterProperties = z.strictObject({
  LogGroupName: z.string(),
  FilterPattern: z.string(),
  DestinationArn: z.string(),
  FilterName: z.string().optional(),
  Distribution: ignored,
  RoleArn: ignored,
});

/** @throws StartError if a filter's destination is not a function of the template */
export function readLogSubscriptions(
  stack: Stack,
  functions: ReadonlyMap<string, FunctionModel>,
): LogSubscription[] {
  return stack.ofType("AWS::Logs::SubscriptionFilter").map((resource) => {
    const { LogGroupName, FilterPattern, DestinationArn, FilterName } = readProperties(
      resource,
      subscriptionFilterProperties,
    );
    if (!functions.has(DestinationArn)) {
      throw new StartError(
        `${resource.logicalId} delivers to ${DestinationArn}, which is no function of the template.`,
      );
    }
    return {
      name: FilterName ?? String(stack.ref(resource.logicalId)),
      logGroup: LogGroupName,
      matches: parseFilterPattern(FilterPattern),
      functionArn: DestinationArn,
    };
  });
}

/** `arn:aws:logs:us-east-1:000000000000:log-group:NAME`, with or without `:*` at its end. */
export function logGroupOf(arn: string): string | undefined {
  return /^arn:[^:]+:logs:[^:]*:[^:]*:log-group:(.+?)(?::\*)?$/.exec(arn)?.[1];
}
