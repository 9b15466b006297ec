import { describe, expect, it } from "@jest/globals";
import { matcherOf } from "../../firewall/statement.ts";
import type { HttpRequest } from "../../gateway/message.ts";
import type { NestableStatement } from "../../template/web-acls.ts";

const request: HttpRequest = {
  method: "GET",
  path: "/api/manage/v1/accounts",
  query: "",
  headers: [["X-Proof", "secret"]],
  body: Buffer.alloc(0),
  sourceIp: "192.0.2.7",
  sourcePort: 1,
  protocol: "HTTP/1.1",
};

function matches(statement: NestableStatement, changes: Partial<HttpRequest> = {}): boolean {
  const resolution = {
    addressSets: new Map([
      ["v4", { family: "ipv4" as const, blocks: ["192.0.2.0/24"] }],
      ["v6", { family: "ipv6" as const, blocks: ["2001:db8::1/128"] }],
    ]),
    resolve: (text: string) => text.replace("{{reference}}", "secret"),
  };
  return matcherOf(statement, resolution)({ ...request, ...changes });
}

const below = {
  ByteMatchStatement: {
    FieldToMatch: { UriPath: {} },
    PositionalConstraint: "STARTS_WITH",
    SearchString: "/api/manage/",
    TextTransformations: [
      { Priority: 1, Type: "NORMALIZE_PATH" },
      { Priority: 0, Type: "URL_DECODE" },
    ],
  },
} satisfies NestableStatement;

const proof = {
  ByteMatchStatement: {
    FieldToMatch: { SingleHeader: { Name: "x-proof" } },
    PositionalConstraint: "EXACTLY",
    SearchString: "{{reference}}",
    TextTransformations: [{ Priority: 0, Type: "NONE" }],
  },
} satisfies NestableStatement;

describe("a statement", () => {
  it.each([
    ["/api/manage/v1/accounts", true],
    ["/api/%6danage/v1", true],
    ["/api//manage/v1", true],
    ["/api/v1/..%2fmanage/v1", true],
    ["/api/manage", false],
    ["/api/v1/models", false],
    // It is CloudFront that takes this for a path below it.
    ["/../api/manage/v1", false],
    ["/%2e%2e/api//manage/v1", false],
  ])("takes the path %s below /api/manage/: %s", (path, isBelow) => {
    expect(matches(below, { path })).toBe(isBelow);
  });

  it.each([
    ["/../api/manage/v1", true],
    ["/%2e%2e/../x/..//api//manage/v1", true],
    ["/api/v1/models", false],
  ])("finds /api/manage/ anywhere in the path %s: %s", (path, isFound) => {
    const anywhere = { ...below.ByteMatchStatement, PositionalConstraint: "CONTAINS" as const };
    expect(matches({ ByteMatchStatement: anywhere }, { path })).toBe(isFound);
  });

  it("compares a header with the value of a secret", () => {
    expect(matches(proof)).toBe(true);
    expect(matches(proof, { headers: [["X-Proof", "secret2"]] })).toBe(false);
    expect(matches(proof, { headers: [] })).toBe(false);
    expect(matches({ NotStatement: { Statement: proof } }, { headers: [] })).toBe(true);
  });

  it.each([
    ["192.0.2.7", true],
    ["192.0.3.7", false],
    ["2001:db8::1", true],
    ["2001:db8::2", false],
  ])("finds %s in the sets of both versions: %s", (sourceIp, isListed) => {
    const outside = ["v4", "v6"].map((Arn) => ({
      NotStatement: { Statement: { IPSetReferenceStatement: { Arn } } },
    }));
    expect(matches({ AndStatement: { Statements: outside } }, { sourceIp })).toBe(!isListed);
  });
});
