import { describe, expect, it } from "@jest/globals";
import { HttpError } from "../../../functions/http/http-error.ts";
import { jsonBody } from "../../../functions/http/input.ts";
import { type EventParts, proxyEvent } from "../../support/proxy-event.ts";

const json = { "Content-Type": "application/json" };

function read(body: string | null, parts: EventParts = {}): unknown {
  return jsonBody(proxyEvent({ headers: json, body, ...parts }));
}

function refusalOf(body: string | null, parts: EventParts = {}) {
  try {
    read(body, parts);
  } catch (error) {
    if (error instanceof HttpError) {
      const { status, message } = error.publicError;
      return { status, message };
    }
    throw error;
  }
  throw new Error("the body was accepted");
}

const base64 = (bytes: Uint8Array | string) => ({
  body: Buffer.from(bytes).toString("base64"),
  isBase64Encoded: true,
});

describe("a JSON body", () => {
  it("is read, as text and in base64", () => {
    expect(read('{"name":"Zoë 🙂"}')).toEqual({ name: "Zoë 🙂" });
    expect(read("", base64('{"name":"Zoë 🙂"}'))).toEqual({ name: "Zoë 🙂" });
    expect(read(" \n[1] \t")).toEqual([1]);
  });

  it("may begin with a byte order mark, which is none of its content", () => {
    expect(read('\ufeff{"name":"x"}')).toEqual({ name: "x" });
    expect(read(null, base64('\ufeff{"name":"x"}'))).toEqual({ name: "x" });
    expect(read('"\ufeff"')).toBe("\ufeff");
  });

  it.each([
    "application/json",
    "Application/JSON",
    "application/json; charset=utf-8",
    "application/json;charset=UTF-8",
    " application/json ;q=1",
  ])("may be declared as %j", (type) => {
    expect(read("{}", { headers: { "content-type": type } })).toEqual({});
  });

  it("may be declared under any spelling of the header's name", () => {
    for (const name of ["content-type", "CONTENT-TYPE", "Content-type"]) {
      expect(read("{}", { headers: { [name]: "application/json" } })).toEqual({});
    }
  });

  it("is 415 when declared as anything else, or not at all", () => {
    const types = [
      "",
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data",
      "application/jsonp",
      "application/json5",
      "application/problem+json",
      "application/json, text/plain",
      "application/json text/plain",
      "json",
      "charset=utf-8; application/json",
    ];
    const expected = { status: 415, message: "Content-Type must be application/json" };
    for (const type of types) {
      expect(refusalOf("{}", { headers: { "Content-Type": type } })).toEqual(expected);
    }
    expect(refusalOf("{}", { headers: {} })).toEqual(expected);
  });

  it.each([
    ["no body", null],
    ["an empty one", ""],
    ["blanks", "  \n"],
    ["text", "name=x"],
    ["a cut-off object", '{"name":'],
    ["single quotes", "{'name':1}"],
    ["a trailing comma", '{"a":1,}'],
    ["a comment", "{} // x"],
    ["two values", "{}{}"],
    ["NaN", '{"a":NaN}'],
    ["Infinity", '{"a":Infinity}'],
    ["a hexadecimal number", '{"a":0x10}'],
    ["a leading zero", '{"a":01}'],
    ["a leading plus", '{"a":+1}'],
    ["an unescaped line break in a string", '{"a":"\n"}'],
    ["two byte order marks", "\ufeff\ufeff{}"],
    ["a byte order mark behind it", "{}\ufeff"],
    ["a byte order mark alone", "\ufeff"],
    ["undefined", "undefined"],
  ])("is 400 with %s", (_, body) => {
    expect(refusalOf(body)).toEqual({ status: 400, message: "body: must be JSON" });
  });

  it.each([
    ["a stray continuation byte", [0x22, 0x80, 0x22]],
    ["a cut-off character", [0x22, 0xf0, 0x9f, 0x99, 0x22]],
    ["an overlong encoding", [0x22, 0xc0, 0xaf, 0x22]],
    ["a surrogate in UTF-8", [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ["Latin-1", [0x22, 0xe9, 0x22]],
    ["UTF-16", [0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]],
  ])("is 400 in base64 with %s", (_, bytes) => {
    expect(refusalOf(null, base64(Uint8Array.from(bytes)))).toEqual({
      status: 400,
      message: "body: must be JSON",
    });
  });

  it("is read up to 8 KiB, counted in bytes, and 413 beyond", () => {
    const ofBytes = (size: number) => `"${"x".repeat(size - 2)}"`;
    expect(read(ofBytes(8_192))).toHaveLength(8_190);
    expect(read(null, base64(ofBytes(8_192)))).toHaveLength(8_190);
    const expected = { status: 413, message: "Request body is over 8 KiB" };
    expect(refusalOf(ofBytes(8_193))).toEqual(expected);
    expect(refusalOf(null, base64(ofBytes(8_193)))).toEqual(expected);
    expect(refusalOf(`"${"é".repeat(4_096)}"`)).toEqual(expected);
    expect(refusalOf("x".repeat(1_000_000), { headers: {} })).toEqual(expected);
  });

  it("may be nested as deep as 8 KiB allow without harm", () => {
    expect(() => read("[".repeat(4_096) + "]".repeat(4_096))).not.toThrow();
    expect(refusalOf("[".repeat(8_192))).toMatchObject({ status: 400 });
    expect(refusalOf('{"a":'.repeat(1_600))).toMatchObject({ status: 400 });
  });

  it("keeps __proto__ as a field like any other, so that it can be refused by name", () => {
    const value = read('{"__proto__":{"plan":"enterprise"}}');
    expect(Object.keys(Object(value))).toEqual(["__proto__"]);
    expect(Object(value).plan).toBeUndefined();
  });

  it("says nothing of its content when it is refused", () => {
    expect(refusalOf('{"secret":canary}').message).not.toContain("canary");
  });
});
