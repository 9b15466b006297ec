import { describe, expect, it } from "@jest/globals";
import { policy } from "../../../functions/http/authorizer-policy.ts";

const methodArn = "arn:aws:execute-api:eu-west-1:123456789012:abc/api/GET/v1/models";

describe("an authorizer's policy", () => {
  it("allows exactly the method that was called, with the context", () => {
    expect(policy("Allow", methodArn, "3kTMd92x", { verdict: "unavailable" })).toEqual({
      principalId: "3kTMd92x",
      policyDocument: {
        Version: "2012-10-17",
        Statement: [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: methodArn }],
      },
      context: { verdict: "unavailable" },
    });
  });

  it("denies without a context member", () => {
    const denial = policy("Deny", methodArn, "anonymous");
    expect(denial.policyDocument.Statement[0].Effect).toBe("Deny");
    expect(denial).not.toHaveProperty("context");
  });
});
