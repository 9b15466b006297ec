import { describe, expect, it } from "@jest/globals";
import { originRequest } from "../../edge/origin-request.ts";
import type { HeaderLine } from "../../gateway/message.ts";
import type { ApiOrigin, Forwarded } from "../../template/distribution/model.ts";
import { behaviorWith, nothingForwarded } from "../support/edge.ts";
import { requestWith } from "../support/exchange.ts";

const origin: ApiOrigin = { kind: "api", apiId: "a", domainName: "origin", customHeaders: [] };
const edge = { requestId: "id==", via: "1.1 edge", ip: "192.0.2.199" };
const allButHost: Forwarded = {
  headers: { kind: "allExcept", names: ["host"] },
  addedHeaders: [],
  cookies: { kind: "all" },
  queryStrings: { kind: "all" },
};

function forward(
  headers: readonly HeaderLine[],
  { forwarded = [allButHost], customHeaders = origin.customHeaders, query = "" } = {},
) {
  const behavior = behaviorWith({ forwarded });
  const request = requestWith({ headers: [["Host", "viewer"], ...headers], query });
  return originRequest(request, behavior, { ...origin, customHeaders }, edge);
}

const always: HeaderLine[] = [
  ["Host", "origin"],
  ["User-Agent", "Amazon CloudFront"],
  ["X-Forwarded-For", "192.0.2.1"],
  ["Via", "1.1 edge"],
  ["X-Amz-Cf-Id", "id=="],
];

describe("a request to an origin", () => {
  it("has nothing of the client's where no policy lets it through", () => {
    const request = forward(
      [
        ["Authorization", "Bearer x"],
        ["Cookie", "a=1"],
      ],
      {
        forwarded: [nothingForwarded],
        query: "a=1",
      },
    );
    expect(request.headers).toEqual(always);
    expect(request.query).toBe("");
  });

  it("has what the policies let through, in its own casing and order", () => {
    const given: HeaderLine[] = [
      ["authorization", "Bearer x"],
      ["User-Agent", "curl"],
      ["X-Two", "1"],
      ["x-two", "2"],
    ];
    const { headers, query } = forward(given, { query: "b=%20&a" });
    expect(headers.slice(0, 5)).toEqual([...given, ["Host", "origin"]]);
    expect(query).toBe("b=%20&a");
  });

  it("comes from the edge, and says for whom", () => {
    const { headers, sourceIp } = forward([["X-Forwarded-For", "198.51.100.1"]]);
    expect(sourceIp).toBe("192.0.2.199");
    expect(headers).toContainEqual(["X-Forwarded-For", "198.51.100.1, 192.0.2.1"]);
  });

  it("never has headers that are for the edge alone, nor forged ones", () => {
    const { headers } = forward(
      ["Connection", "TE", "Expect", "X-Edge-Foo", "X-Real-IP", "X-Amz-Cf-Id", "Via"].map(
        (name): HeaderLine => [name, "forged"],
      ),
    );
    expect(headers).toEqual(always);
  });

  it("has the origin's own headers in place of the client's", () => {
    const { headers } = forward([["x-secret", "guess"]], { customHeaders: [["X-Secret", "s"]] });
    expect(headers).toEqual([...always, ["X-Secret", "s"]]);
  });

  it("has the client's address where a policy asks for it, never one that the client wrote", () => {
    const forwarded = [{ ...allButHost, addedHeaders: ["cloudfront-viewer-address"] }];
    const { headers } = forward([["CloudFront-Viewer-Address", "203.0.113.1:1"]], { forwarded });
    expect(headers).toEqual([...always, ["CloudFront-Viewer-Address", "192.0.2.1:46532"]]);
  });

  it("has the client's host where all headers are let through", () => {
    const { headers } = forward([], { forwarded: [{ ...allButHost, headers: { kind: "all" } }] });
    expect(headers[0]).toEqual(["Host", "viewer"]);
  });

  it("has those cookies and parameters that any policy lists", () => {
    const forwarded: Forwarded[] = [
      { ...nothingForwarded, queryStrings: { kind: "listed", names: ["a"] } },
      {
        ...nothingForwarded,
        cookies: { kind: "allExcept", names: ["b"] },
        queryStrings: { kind: "listed", names: ["c"] },
      },
    ];
    const { headers, query } = forward([["Cookie", "a=1; b=2;c=3"]], {
      forwarded,
      query: "c=3&b=2&a=1&aa=4",
    });
    expect(headers).toContainEqual(["Cookie", "a=1; c=3"]);
    expect(query).toBe("c=3&a=1");
  });
});
