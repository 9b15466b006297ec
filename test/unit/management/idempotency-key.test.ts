import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { idempotentRequestOf } from "../../../functions/management/idempotency-key.ts";
import { createKey, rotateKey } from "../../support/endpoints.ts";
import { OneKeyHouse } from "../../support/one-key-house.ts";
import { type EventParts, proxyEvent } from "../../support/proxy-event.ts";

function requestWith(body: unknown, parts: EventParts = {}) {
  const headers = { "Idempotency-Key": "order-1" };
  return idempotentRequestOf(proxyEvent({ method: "POST", headers, ...parts }), body);
}

describe("the Idempotency-Key header", () => {
  it("is taken as it is, however its name is spelt", () => {
    for (const name of ["Idempotency-Key", "idempotency-key", "IDEMPOTENCY-KEY"]) {
      expect(requestWith({}, { headers: { [name]: "Order-1" } })?.key).toBe("Order-1");
    }
  });

  it("may be left out", () => {
    expect(requestWith({}, { headers: {} })).toBeUndefined();
  });

  it.each([["!"], ["~"], ["x".repeat(255)], ["#EVENT#KEY"], ["a/b?c=d"]])("may be %s", (key) => {
    expect(requestWith({}, { headers: { "Idempotency-Key": key } })?.key).toBe(key);
  });

  it.each([[""], [" "], ["a b"], ["a\tb"], ["a\u0000"], ["é"], ["x".repeat(256)], ["a\n"]])(
    "may not be %j",
    (key) => {
      expect(() => requestWith({}, { headers: { "Idempotency-Key": key } })).toThrow(
        "Idempotency-Key: must be 1 to 255 visible ASCII characters",
      );
    },
  );
});

describe("a request's fingerprint", () => {
  const fingerprint = (body: unknown, parts?: EventParts) => requestWith(body, parts)?.fingerprint;

  it("is the same whatever the order of the fields, at any depth", () => {
    const one = fingerprint({ a: 1, b: { c: [1, { d: 2, e: 3 }], f: null } });
    expect(fingerprint({ b: { f: null, c: [1, { e: 3, d: 2 }] }, a: 1 })).toBe(one);
  });

  it("tells routes, methods and bodies apart", () => {
    const bodies: unknown[] = [
      {},
      { name: "a" },
      { name: "b" },
      { name: null },
      { name: 1 },
      { name: "1" },
      { name: ["a", "b"] },
      { name: ["b", "a"] },
      { a: 1, b: 2 },
      { a: 2, b: 1 },
      null,
      "",
      0,
      false,
    ];
    const prints = [
      ...bodies.map((body) => fingerprint(body)),
      fingerprint({}, { method: "PUT" }),
      fingerprint({}, { resource: "/v1/other" }),
    ];
    expect(new Set(prints).size).toBe(prints.length);
  });

  it("is the same for the same JSON, and has nothing of it", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        const print = fingerprint(body);
        expect(print).toMatch(/^[A-Za-z0-9_-]{43}$/);
        expect(fingerprint(JSON.parse(JSON.stringify(body)))).toBe(print);
      }),
    );
  });

  it("does not mind fields that an object inherits", () => {
    const body: unknown = JSON.parse('{"__proto__":{"a":1},"constructor":2}');
    expect(fingerprint(body)).not.toBe(fingerprint({}));
  });
});

describe("the same key for another request", () => {
  it.each([
    ["a creation", createKey],
    ["a rotation", rotateKey],
  ])("is 422 for %s", async (_, endpoint) => {
    const house = new OneKeyHouse();
    const headers = { "Idempotency-Key": "order-1" };
    const isCreation = endpoint === createKey;
    const first = isCreation ? '{"name":"One"}' : '{"grace_period_seconds":1}';
    expect((await house.call(endpoint, { headers, body: first })).statusCode).toBe(201);
    const body = isCreation ? '{"name":"Other"}' : null;
    expect(await house.refusal(endpoint, { headers, body })).toEqual({
      status: 422,
      message: "Idempotency-Key was used with another request",
    });
  });
});

describe("a repeated creation", () => {
  const headers = { "Idempotency-Key": "order-1" };

  it("answers with the key as it is, without a secret", async () => {
    const house = new OneKeyHouse();
    await house.call(createKey, { headers, body: '{"name":"Test"}' });
    const { id } = house.record;
    const answer = await house.call(createKey, { headers, body: '{"name":"Test"}' });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({ "Idempotency-Replayed": "true" });
    expect(JSON.parse(answer.body)).not.toHaveProperty("key");
    expect(JSON.parse(answer.body).id).toBe(id);
    expect(house.store.records.size).toBe(2);
  });

  it("is still one when the expiry that was asked for has passed meanwhile", async () => {
    const house = new OneKeyHouse();
    const body = '{"name":"Test","expires_at":"2027-01-15T08:01:00Z"}';
    expect((await house.call(createKey, { headers, body })).statusCode).toBe(201);
    house.nowEpochMs += 61_000;
    expect((await house.call(createKey, { headers, body })).statusCode).toBe(200);
  });
});
