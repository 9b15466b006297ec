import * as z from "zod";
import { policyDocument } from "./policy.ts";

/**
 * The required result of a Lambda authorizer. Values in the context must be strings, numbers or
 * booleans; a nested one makes API Gateway answer 500 (AuthorizerConfigurationException).
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
 */
const authorizerOutput = z.object({
  principalId: z.string().min(1),
  policyDocument,
  context: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .nullish()
    .transform((context) => context ?? {}),
});

export type AuthorizerOutput = z.output<typeof authorizerOutput>;

/** @returns undefined where API Gateway would not accept the output */
export function parseAuthorizerOutput(payload: string): AuthorizerOutput | undefined {
  const result = authorizerOutput.safeParse(JSON.parse(payload));
  return result.success ? result.data : undefined;
}
