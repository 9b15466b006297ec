import { describe, expect, it } from "@jest/globals";
import { expiresSoon, isHeld, secondSecret, stateOf } from "../../../web/page/keys/key-state.ts";
import { aKey, noon } from "./support/a-key.ts";

describe("the state of a key", () => {
  it.each([
    ["active", aKey()],
    ["active", aKey({ expiresAt: noon + 1 })],
    ["paused", aKey({ isActive: false })],
    ["expired", aKey({ expiresAt: noon })],
    ["expired", aKey({ expiresAt: noon - 1, isActive: false })],
    ["revoked", aKey({ revokedAt: noon - 1, isActive: false, expiresAt: noon - 5 })],
  ])("is %s", (state, key) => {
    expect(stateOf(key, noon)).toBe(state);
  });
});

describe("a key that only operators resume", () => {
  const operator = { type: "operator", subject: undefined } as const;
  it.each([
    [true, "paused by an operator", aKey({ isActive: false, pausedBy: operator })],
    [
      false,
      "paused by a user",
      aKey({ isActive: false, pausedBy: { type: "user", subject: "user-1" } }),
    ],
    [false, "paused by nobody in particular", aKey({ isActive: false })],
    [false, "active", aKey()],
  ])("is told: %s, %s", (held, _how, key) => {
    expect(isHeld(key)).toBe(held);
  });
});

describe("a key that expires soon", () => {
  it.each([
    [true, "in a second", aKey({ expiresAt: noon + 1 })],
    [true, "in seven days", aKey({ expiresAt: noon + 7 * 86_400 })],
    [false, "in seven days and a second", aKey({ expiresAt: noon + 7 * 86_400 + 1 })],
    [false, "this second", aKey({ expiresAt: noon })],
    [false, "never", aKey()],
    [false, "soon, but revoked", aKey({ expiresAt: noon + 60, revokedAt: noon })],
  ])("is told: %s, %s", (isSoon, _when, key) => {
    expect(expiresSoon(key, noon)).toBe(isSoon);
  });
});

describe("a key's second secret", () => {
  const previousSecret = { expiresAt: noon + 10, lastUsedAt: undefined };

  it("is there until the second in which it expires", () => {
    const key = aKey({ previousSecret });
    expect(secondSecret(key, noon + 9)).toEqual(previousSecret);
    expect(secondSecret(key, noon + 10)).toBeUndefined();
  });

  it("stops with the key, where that expires first", () => {
    const key = aKey({ previousSecret, expiresAt: noon + 4 });
    expect(secondSecret(key, noon)).toEqual({ ...previousSecret, expiresAt: noon + 4 });
    expect(secondSecret(key, noon + 4)).toBeUndefined();
  });

  it("is refused like the first while the key is paused", () => {
    expect(secondSecret(aKey({ previousSecret, isActive: false }), noon)).toBeUndefined();
  });

  it("is not there once the key is revoked, nor where there was no rotation", () => {
    expect(secondSecret(aKey({ previousSecret, revokedAt: noon }), noon)).toBeUndefined();
    expect(secondSecret(aKey(), noon)).toBeUndefined();
  });
});
