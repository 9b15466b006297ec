import { describe, expect, it } from "@jest/globals";
import {
  isRequestId,
  parseLoggedRequest,
  requestObject,
  timeOf,
} from "../../../../core/event/logged-request.ts";

const line = {
  requestId: "8d1e2a5c-0b6f-4c7e-9a3d-2f4b6c8e0a1d",
  time: "1800000000123",
  sourceIp: "192.0.2.7",
  method: "GET",
  resource: "/v1/models",
  status: "403",
  responseType: "-",
  verdict: "forbidden",
  reason: "plan",
  keyId: "3kTMd92x",
};

describe("a line of the access log", () => {
  it("is read with every value that it has", () => {
    expect(parseLoggedRequest(JSON.stringify(line))).toEqual({
      ...line,
      status: 403,
      responseType: undefined,
    });
    const failed = { ...line, responseType: "AUTHORIZER_FAILURE" };
    expect(parseLoggedRequest(JSON.stringify(failed))).toMatchObject({
      responseType: "AUTHORIZER_FAILURE",
    });
  });

  it("lacks what the gateway left out, as - or as nothing", () => {
    const { requestId, time } = line;
    for (const value of ["-", "", undefined, null, 7]) {
      const values = { sourceIp: value, method: value, status: value, keyId: value };
      const request = parseLoggedRequest(JSON.stringify({ requestId, time, ...values }));
      expect(request).toEqual({ requestId, time });
    }
  });

  it.each([
    ["no JSON", "START RequestId"],
    ["null", "null"],
    ["a text", '"text"'],
    ["without request id", JSON.stringify({ ...line, requestId: undefined })],
    ["without time", JSON.stringify({ ...line, time: 1_800_000_000_123 })],
  ])("is no request where it is %s", (_, text) => {
    expect(parseLoggedRequest(text)).toBeUndefined();
  });
});

describe("isRequestId", () => {
  it("takes a UUID in lower case, and nothing around it", () => {
    expect(isRequestId(line.requestId)).toBe(true);
    for (const text of [`x${line.requestId}`, `${line.requestId}x`, line.requestId.toUpperCase()]) {
      expect(isRequestId(text)).toBe(false);
    }
  });
});

describe("requestObject", () => {
  it("is the API's object, with null for what is not known", () => {
    const { requestId, time } = line;
    const request = parseLoggedRequest(JSON.stringify(line));
    expect(request && requestObject(request, "acct_1")).toEqual({
      object: "request",
      request_id: requestId,
      created_at: "2027-01-15T08:00:00.123Z",
      source_ip: "192.0.2.7",
      method: "GET",
      resource: "/v1/models",
      status: 403,
      response_type: null,
      verdict: "forbidden",
      reason: "plan",
      key_id: "3kTMd92x",
      account_id: "acct_1",
    });
    const bare = parseLoggedRequest(JSON.stringify({ requestId, time }));
    const { object, request_id, created_at, ...rest } = requestObject(bare ?? fail());
    expect([object, request_id, created_at]).toEqual(["request", requestId, expect.any(String)]);
    expect(Object.values(rest)).toEqual(new Array(9).fill(null));
  });
});

describe("timeOf", () => {
  it("is the text of the log if that is no time", () => {
    const bare = parseLoggedRequest(JSON.stringify({ ...line, time: "soon" }));
    expect(bare && timeOf(bare)).toBe("soon");
  });
});

function fail(): never {
  throw new Error("the line was not read");
}
