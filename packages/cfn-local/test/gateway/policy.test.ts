import { describe, expect, it } from "@jest/globals";
import { allows, policyDocument } from "../../gateway/policy.ts";

const arn = "arn:aws:execute-api:us-east-1:000000000000:abc/api/GET/v1/models";
const base = "arn:aws:execute-api:us-east-1:000000000000:abc";

interface Statement {
  Effect?: string;
  Action?: string | string[];
  Resource: string | string[];
}

function decide(...statements: Statement[]): boolean {
  const Statement = statements.map((statement) => ({
    Effect: "Allow",
    Action: "execute-api:Invoke",
    ...statement,
  }));
  return allows(policyDocument.parse({ Version: "2012-10-17", Statement }), arn);
}

describe("a policy", () => {
  it.each([
    ["the exact ARN", { Resource: arn }, true],
    ["one of several ARNs", { Resource: ["arn:other", arn] }, true],
    ["a star across slashes", { Resource: `${base}/api/*` }, true],
    ["a star for the method", { Resource: `${base}/*/*/v1/models` }, true],
    ["everything", { Resource: "*" }, true],
    ["a question mark for one character", { Resource: `${base}/api/?ET/v1/models` }, true],
    ["a question mark for none", { Resource: `${base}/api/?GET/v1/models` }, false],
    ["another path", { Resource: `${base}/api/GET/v1/account` }, false],
    ["the ARN's beginning only", { Resource: `${base}/api/GET/v1` }, false],
    ["a dot as itself", { Resource: arn.replace("models", "model.") }, false],
    ["another API", { Resource: arn.replace("abc", "xyz") }, false],
    ["any action of the service", { Action: "execute-api:*", Resource: arn }, true],
    ["an action in any case", { Action: "EXECUTE-API:invoke", Resource: arn }, true],
    ["another action", { Action: "execute-api:ManageConnections", Resource: arn }, false],
  ])("with %s", (_name, statement, expected) => {
    expect(decide(statement)).toBe(expected);
  });

  it("denies where anything denies, whatever allows", () => {
    expect(decide({ Resource: "*" }, { Effect: "Deny", Resource: arn })).toBe(false);
  });

  it("denies what it does not mention", () => {
    expect(decide()).toBe(false);
  });

  it("is refused with elements that are not understood", () => {
    const statement = { Effect: "Allow", Action: "*", Resource: "*", Condition: {} };
    expect(policyDocument.safeParse({ Statement: [statement] }).success).toBe(false);
  });
});
