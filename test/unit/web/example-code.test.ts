import { spawnSync } from "node:child_process";
import { describe, expect, it } from "@jest/globals";
import { examplesFor } from "../../../web/page/keys/example-code.ts";

const origin = "https://api.example.com";
const secret = "sk_live_your_key_here";

describe("the examples beside a new key", () => {
  const examples = examplesFor(origin);

  it("are in four languages, each with the key and the address as they are", () => {
    expect(examples.map(({ language }) => language)).toEqual([
      "cURL",
      "JavaScript",
      "Python",
      "Go",
    ]);
    for (const { code } of examples) {
      expect(code(secret)).toContain(`Bearer ${secret}`);
      expect(code(secret)).toContain(`${origin}/api/v1/models`);
    }
  });

  it("have JavaScript that parses as a module", () => {
    const input = examples.find(({ id }) => id === "javascript")?.code(secret) ?? "";
    const check = ["--input-type=module", "--check"];
    expect(spawnSync(process.execPath, check, { input }).stderr.toString()).toBe("");
  });
});
