import { expect } from "@jest/globals";
import type { PageExample } from "../../gateway/support/page-examples.ts";

/**
 * Holds what a page shows as an answer against the real one: the same fields, values of the same
 * kinds, the same status and headers. Ids, times and numbers may differ.
 */
export function expectSameShape(shown: PageExample, real: string): void {
  if (shown.language === "json") {
    expect(shapeOf(JSON.parse(real))).toEqual(shapeLike(JSON.parse(shown.code), JSON.parse(real)));
  } else if (shown.language === "http") {
    expectSameMessage(parseMessage(shown.code), parseMessage(real));
  } else {
    expect(real.trim()).toBe(shown.code.trim());
  }
}

/** A value's shape, with a word for the kind of each text and number in it. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, shapeOf(field)]));
  }
  return typeof value === "string" ? kindOf(value) : typeof value;
}

/** The shape of what is shown; where either it or the real value is null, that of the real one. */
function shapeLike(shown: unknown, real: unknown): unknown {
  if (shown === null || real === null) return shapeOf(real);
  if (Array.isArray(shown) && Array.isArray(real)) {
    return shown.slice(0, 1).map((entry, index) => shapeLike(entry, real[index]));
  }
  if (typeof shown === "object" && typeof real === "object") {
    const fields = new Map(Object.entries(real));
    return Object.fromEntries(
      Object.entries(shown).map(([name, field]) => [name, shapeLike(field, fields.get(name))]),
    );
  }
  return shapeOf(shown);
}

function kindOf(text: string): string {
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text)) return "time";
  return text.startsWith("sk_live_") ? "key or prefix" : "string";
}

interface Message {
  readonly status: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

function parseMessage(text: string): Message {
  const [head = "", body = ""] = text.replaceAll("\r", "").trim().split("\n\n");
  const [first = "", ...lines] = head.split("\n");
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { status: first.split(" ")[1] ?? "", headers: new Map(headers), body };
}

/** Pages may leave out headers, and a long body. */
function expectSameMessage(shown: Message, real: Message): void {
  expect(real.status).toBe(shown.status);
  for (const [name, value] of shown.headers) {
    expect([name, maskOf(real.headers.get(name))]).toEqual([name, maskOf(value)]);
  }
  if (shown.body.trim() !== "") expect(real.body.trim()).toBe(shown.body.trim());
}

function maskOf(value = "missing"): string {
  return value.replace(/\d+/g, "0");
}
