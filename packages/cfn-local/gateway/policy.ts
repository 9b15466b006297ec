import * as z from "zod";

const texts = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());

/** `Condition`, `NotAction` and `NotResource` are legal on AWS but not understood here. */
const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(["Allow", "Deny"]),
  Action: texts,
  Resource: texts,
});

export const policyDocument = z.strictObject({
  Version: z.string().optional(),
  Id: z.string().optional(),
  Statement: z.union([z.array(statement), statement]).transform((value) => [value].flat()),
});

export type PolicyDocument = z.output<typeof policyDocument>;

/**
 * Whether a policy lets the method be invoked: denied unless allowed, and never where anything
 * denies it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function allows(policy: PolicyDocument, methodArn: string): boolean {
  const applying = policy.Statement.filter(
    ({ Action, Resource }) =>
      Action.some((action) => matches(action.toLowerCase(), "execute-api:invoke")) &&
      Resource.some((resource) => matches(resource, methodArn)),
  );
  return applying.length > 0 && applying.every(({ Effect }) => Effect === "Allow");
}

/** `*` stands for any characters, slashes among them, and `?` for one. */
function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*/g, "[^]*")
    .replace(/\?/g, "[^]");
  return new RegExp(`^${source}$`).test(text);
}
