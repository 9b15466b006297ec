import { describe, expect, it } from "@jest/globals";
import * as z from "zod";
import type { PublicError } from "../../../core/api-errors.ts";
import { HttpError } from "../../../functions/http/http-error.ts";
import { validate } from "../../../functions/http/input.ts";

const schema = z.strictObject(
  {
    name: z.string("must be text"),
    limit: z.int("must be whole").optional(),
    inner: z.object({ deep: z.boolean("must be true or false") }).optional(),
  },
  "must be an object",
);

function errorFor(value: unknown): PublicError {
  try {
    validate(schema, value, "body");
  } catch (error) {
    if (error instanceof HttpError && error.publicError.status === 400) return error.publicError;
    throw error;
  }
  throw new Error("the value was accepted");
}

const messageFor = (value: unknown) => errorFor(value).message;

describe("validate", () => {
  it("hands on what fits", () => {
    expect(validate(schema, { name: "x", limit: 1 }, "body")).toEqual({ name: "x", limit: 1 });
  });

  it("names the field at fault and its rule", () => {
    expect(messageFor({ name: 1 })).toBe("name: must be text");
    expect(messageFor({ name: "x", inner: { deep: 1 } })).toBe("inner.deep: must be true or false");
  });

  it("names every field at fault", () => {
    expect(messageFor({ name: 1, limit: 0.5, other: 1 })).toBe(
      'name: must be text; limit: must be whole; body: unknown field "other"',
    );
  });

  it("gives programs the rule of each field at fault", () => {
    const value = { name: 1, limit: 0.5, inner: { deep: 1 }, other: 1, "": 1 };
    expect(errorFor(value)).toMatchObject({
      code: "invalid_fields",
      fields: {
        name: "must be text",
        limit: "must be whole",
        "inner.deep": "must be true or false",
        other: "unknown field",
        "": "unknown field",
      },
    });
    expect(errorFor(null).fields).toEqual({ body: "must be an object" });
    const hidden: unknown = JSON.parse('{"name":"x","__proto__":1}');
    expect(Object.keys(errorFor(hidden).fields ?? {})).toEqual(["__proto__"]);
  });

  it("names the whole where no single field is at fault", () => {
    for (const value of [null, [], "x", 1, undefined]) {
      expect(messageFor(value)).toBe("body: must be an object");
    }
  });

  it("shows at most three unknown names, each cut at 40 characters, safely quoted", () => {
    const unknown = Object.fromEntries(
      ['a"\n<b>', "b".repeat(5_000), "c", "d", "e"].map((name) => [name, 1]),
    );
    expect(messageFor({ name: "x", ...unknown })).toBe(
      `body: unknown field "a\\"\\n<b>", "${"b".repeat(40)}", "c"`,
    );
  });

  it("never repeats a value", () => {
    const message = messageFor({ name: ["canary"], limit: "canary", inner: { deep: "canary" } });
    expect(message).not.toContain("canary");
  });
});
