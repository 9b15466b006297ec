import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";

const directory = new URL("../../../.github/workflows/", import.meta.url);
const uses = readdirSync(directory).flatMap((file) =>
  [...readFileSync(new URL(file, directory), "utf8").matchAll(/^\s*-? *uses: *(.*)$/gm)].map(
    ([, action = ""]) => [file, action] as const,
  ),
);

it.each(uses)(
  "%s takes an action by its commit, which a moved tag cannot change: %s",
  (_, action) => expect(action).toMatch(/^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/),
);

it("finds the actions that workflows use", () => expect(uses.length).toBeGreaterThan(0));
