import { spawnSync } from "node:child_process";
import { describe, expect, it } from "@jest/globals";
import { examplesFor, storingIn, variableFor } from "../../../web/page/keys/example-code.ts";

const variable = "ACME_API_KEY";
const examples = examplesFor("https://api.example.com", variable);

describe("the examples beside a new key", () => {
  it("call the API with the key from the environment", () => {
    expect(examples.map(({ label }) => label)).toEqual([
      "cURL",
      "JavaScript",
      "Python",
      "Go",
      "PowerShell",
    ]);
    for (const { code } of examples) {
      expect(code).toContain("https://api.example.com/api/v1/models");
      expect(code).toContain(variable);
    }
  });

  it("have JavaScript that parses as a module", () => {
    const input = examples.find(({ id }) => id === "javascript")?.code ?? "";
    const check = ["--input-type=module", "--check"];
    expect(spawnSync(process.execPath, check, { input }).stderr.toString()).toBe("");
  });

  it("store it under names that shells and secret managers take", () => {
    for (const { code } of storingIn(variable)) {
      expect(code).toMatch(/ACME_API_KEY|--name acme-api-key|create acme-api-key/);
    }
  });
});

describe("the variable with the key", () => {
  it.each([
    ["Latchkey", "LATCHKEY_API_KEY"],
    ["Acme & Söhne 2", "ACME_SOHNE_2_API_KEY"],
    ["42 things", "THINGS_API_KEY"],
    ["\u4e2d\u6587", "API_KEY"],
  ])("of %s is %s", (product, name) => {
    expect(variableFor(product)).toBe(name);
  });
});
