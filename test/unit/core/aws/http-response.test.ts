import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { MalformedResponseError, readResponse } from "../../../../core/aws/http-response.ts";
import { answers, changedResponses } from "../../../support/http-responses.ts";

const text = (...lines: string[]) => Buffer.from(lines.join("\r\n"));
const ok = "HTTP/1.1 200 OK";

describe("an answer", () => {
  it("is read once it is whole, however it was cut, and not a byte earlier", () => {
    fc.assert(
      fc.property(answers, ({ wire, expected }) => {
        expect(readResponse(wire)).toEqual(expected);
        for (let length = 0; length < wire.length; length++) {
          expect(readResponse(wire.subarray(0, length))).toBeUndefined();
        }
      }),
      { numRuns: 200 },
    );
  });

  it("with anything after its end is malformed", () => {
    fc.assert(
      fc.property(answers, fc.uint8Array({ minLength: 1, maxLength: 20 }), ({ wire }, rest) => {
        expect(() => readResponse(Buffer.concat([wire, rest]))).toThrow(MalformedResponseError);
      }),
    );
  });

  it("of any bytes at all is an answer, unfinished or malformed, and nothing else", () => {
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 100 }), changedResponses);
    fc.assert(
      fc.property(bytes, (received) => {
        try {
          readResponse(Buffer.from(received));
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedResponseError);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("of HTTP/1.0 is read, but its connection serves no other request", () => {
    const wire = text("HTTP/1.0 200 OK", "Content-Length: 2", "Connection: keep-alive", "", "{}");
    expect(readResponse(wire)).toEqual({ status: 200, body: "{}", keepsConnection: false });
  });

  it("may be as long as an item can be", () => {
    const body = "x".repeat(700_000);
    const head = text(ok, `Content-Length: ${body.length}`, "", "");
    expect(readResponse(Buffer.concat([head, Buffer.from(body)]))?.body).toHaveLength(body.length);
  });

  it("may have a head of 16 KiB and a body of a mebibyte, sized or in chunks", () => {
    const padding = "x".repeat(16 * 1024 - text(ok, "Content-Length: 2", "X: ").length);
    const longHead = text(ok, "Content-Length: 2", `X: ${padding}`, "", "{}");
    expect(readResponse(longHead)?.body).toBe("{}");
    expect(readResponse(longHead.subarray(0, 16 * 1024))).toBeUndefined();
    const body = "x".repeat(1024 * 1024);
    const sized = text(ok, `Content-Length: ${body.length}`, "", body);
    expect(readResponse(sized)?.body).toHaveLength(body.length);
    const inChunks = text(ok, "Transfer-Encoding: chunked", "", "100000", body, "0", "", "");
    expect(readResponse(inChunks)?.body).toHaveLength(body.length);
  });

  it("is not whole while the size of a chunk may go on", () => {
    const begun = text(ok, "Transfer-Encoding: chunked", "", "");
    for (const size of ["", "0", "000002", "000002\r"]) {
      expect(readResponse(Buffer.concat([begun, Buffer.from(size)]))).toBeUndefined();
    }
  });
});

describe("an answer is malformed", () => {
  const sized = "Content-Length: 2";
  const chunks = "Transfer-Encoding: chunked";
  it.each([
    ["another protocol", "not HTTP/1", text("SSH-2.0-OpenSSH_9.6", "")],
    ["HTTP/2's preface", "a malformed status line", text("PRI * HTTP/2.0", "", "SM", "", "")],
    ["a status line of HTTP/2", "a malformed status line", text("HTTP/2 200 OK", sized, "", "{}")],
    ["a status of two digits", "a malformed status line", text("HTTP/1.1 20 OK", sized, "", "{}")],
    [
      "an interim answer",
      "a malformed status line",
      text("HTTP/1.1 100 Continue", "", ok, sized, "", "{}"),
    ],
    [
      "a status that has no body",
      "a malformed status line",
      text("HTTP/1.1 304 Not Modified", sized, "", "{}"),
    ],
    ["a line that is folded", "a malformed header field", text(ok, sized, " , 3", "", "{}")],
    [
      "a space before the colon",
      "a malformed header field",
      text(ok, "Content-Length : 2", "", "{}"),
    ],
    ["a header without a colon", "a malformed header field", text(ok, sized, "Broken", "", "{}")],
    ["a header without a name", "a malformed header field", text(ok, sized, ": x", "", "{}")],
    [
      "a bare line feed in the head",
      "a malformed header field",
      text(ok, "X: a\nContent-Length: 9", sized, "", "{}"),
    ],
    [
      "a bare carriage return in the head",
      "a malformed header field",
      text(ok, "X: a\rY: b", sized, "", "{}"),
    ],
    ["a NUL in the head", "a malformed header field", text(ok, "X: \0", sized, "", "{}")],
    ["no length", "no clear length", text(ok, "Content-Type: text/html", "", "{}")],
    [
      "two lengths that differ",
      "a repeated length",
      text(ok, sized, "Content-Length: 3", "", "{}"),
    ],
    ["two lengths that agree", "a repeated length", text(ok, sized, sized, "", "{}")],
    ["a list of lengths", "no clear length", text(ok, "Content-Length: 2, 2", "", "{}")],
    ["a negative length", "no clear length", text(ok, "Content-Length: -2", "", "{}")],
    ["a length with a sign", "no clear length", text(ok, "Content-Length: +2", "", "{}")],
    ["a hexadecimal length", "no clear length", text(ok, "Content-Length: 0x2", "", "{}")],
    ["an empty length", "no clear length", text(ok, "Content-Length:", "", "{}")],
    ["a body above a mebibyte", "a body too long", text(ok, "Content-Length: 1048577", "", "")],
    ["a length and chunks", "no clear length", text(ok, sized, chunks, "", "0", "", "")],
    ["chunks twice", "a repeated length", text(ok, chunks, chunks, "", "0", "", "")],
    [
      "another transfer coding",
      "no clear length",
      text(ok, "Transfer-Encoding: gzip, chunked", "", "0", "", ""),
    ],
    ["a compressed body", "an encoded body", text(ok, "Content-Encoding: gzip", sized, "", "{}")],
    ["a chunk's extension", "a malformed chunk", text(ok, chunks, "", "2;a=b", "{}", "0", "", "")],
    [
      "a chunk's size that is none",
      "a malformed chunk",
      text(ok, chunks, "", "zz", "{}", "0", "", ""),
    ],
    [
      "a chunk's size that is negative",
      "a malformed chunk",
      text(ok, chunks, "", "-2", "{}", "0", "", ""),
    ],
    ["an empty size of a chunk", "a malformed chunk", text(ok, chunks, "", "", "{}", "0", "", "")],
    [
      "a chunk that is longer than it says",
      "a malformed chunk",
      text(ok, chunks, "", "1", "{}", "0", "", ""),
    ],
    ["an endless size of a chunk", "a malformed chunk", text(ok, chunks, "", "00000000")],
    ["chunks above a mebibyte", "a body too long", text(ok, chunks, "", "100001", "")],
    ["a trailer", "a malformed chunk", text(ok, chunks, "", "2", "{}", "0", "X: y", "", "")],
    ["two answers", "more than one answer", text(ok, sized, "", `{}${ok}`)],
    ["two answers in chunks", "more than one answer", text(ok, chunks, "", "0", "", ok, "")],
    ["an endless head", "a head too long", text(ok, `X: ${"x".repeat(17_000)}`)],
    ["a head too long", "a head too long", text(ok, `X: ${"x".repeat(17_000)}`, sized, "", "{}")],
    ["an empty head", "a malformed status line", text("", "", "")],
    ["a chunk without its end", "a malformed chunk", text(ok, chunks, "", "2", "{}XX0", "", "")],
  ])("with %s: %s", (_, message, received) => {
    expect(() => readResponse(received)).toThrow(new MalformedResponseError(message));
    expect(() => readResponse(received)).toThrow(
      expect.objectContaining({ name: "MalformedResponseError" }),
    );
  });

  it("without its error quoting any of it", () => {
    try {
      readResponse(text("HTTP/1.1 canary", "", ""));
    } catch (error) {
      expect(String(error)).not.toContain("canary");
    }
    expect.assertions(1);
  });
});
