import { randomBytes } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { isOperatorToken } from "../../../functions/domain/operator-token.ts";

const current = randomBytes(32).toString("base64url");
const previous = randomBytes(32).toString("base64url");

describe("isOperatorToken", () => {
  it("accepts the token in use and the one before it", () => {
    expect(isOperatorToken(current, [current, previous])).toBe(true);
    expect(isOperatorToken(previous, [current, previous])).toBe(true);
  });

  it("accepts nothing else: neither parts, nor more, nor another case, nor the empty text", () => {
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
    for (const other of others) expect(isOperatorToken(other, [current, previous])).toBe(false);
  });

  it("accepts nothing where no token is known", () => {
    expect(isOperatorToken("", [])).toBe(false);
    expect(isOperatorToken(current, [])).toBe(false);
  });
});

function swapCase(text: string): string {
  return [...text]
    .map((letter) =>
      letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
    )
    .join("");
}
