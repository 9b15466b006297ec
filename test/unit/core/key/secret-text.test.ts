import { randomBytes } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { isOneOf } from "../../../../core/key/secret-text.ts";

const current = randomBytes(32).toString("base64url");
const previous = randomBytes(32).toString("base64url");

describe("isOneOf", () => {
  it("holds of each of the secrets", () => {
    expect(isOneOf(current, [current, previous])).toBe(true);
    expect(isOneOf(previous, [current, previous])).toBe(true);
  });

  it("holds of nothing else: neither parts, nor more, nor another case, nor the empty text", () => {
    const others = [
      "",
      current.slice(1),
      current.slice(0, -1),
      `${current} `,
      ` ${current}`,
      `${current}\0`,
      current + previous,
      swapCase(current),
      randomBytes(32).toString("base64url"),
    ];
    for (const other of others) expect(isOneOf(other, [current, previous])).toBe(false);
  });

  it("holds of nothing where there are none", () => {
    expect(isOneOf("", [])).toBe(false);
    expect(isOneOf(current, [])).toBe(false);
  });
});

function swapCase(text: string): string {
  return [...text]
    .map((letter) =>
      letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
    )
    .join("");
}
