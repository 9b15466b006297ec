import { describe, expect, it } from "@jest/globals";
import { AwsError, ConnectionError } from "../../../../core/aws/aws-error.ts";
import { parseResponse, requestText } from "../../../../core/aws/send.ts";

describe("a request", () => {
  it("is a head and a body, whose length is in bytes", () => {
    expect(requestText("/path", { host: "a", "x-b": "c d" }, '{"é":1}')).toBe(
      'POST /path HTTP/1.1\r\nhost: a\r\nx-b: c d\r\ncontent-length: 8\r\n\r\n{"é":1}',
    );
  });

  it.each(["a\r\nx-other: b", "a\nb", "a\tb", "é", "\0", "\u007f"])(
    "is not sent with a header that could be told apart from the next one no longer: %j",
    (value) => {
      expect(() => requestText("/", { authorization: `canary${value}` }, "")).toThrow(
        /^header authorization is not printable ASCII$/,
      );
    },
  );
});

describe("a response", () => {
  it("is its JSON, or the error that its status says", () => {
    expect(parseResponse({ status: 200, body: '{"a":1}' })).toEqual({ a: 1 });
    expect(() => parseResponse({ status: 201, body: "{}" })).toThrow(AwsError);
  });

  it("that is not JSON is quoted nowhere", () => {
    expect(() => parseResponse({ status: 200, body: "canary" })).toThrow(
      new ConnectionError("the answer is not JSON"),
    );
  });
});
