import { expect, it } from "@jest/globals";
import { shippedPart } from "../../../build/sbom.ts";

it("lists what is installed with the package and what is in its bundles, and no tools", () => {
  const component = (ref: string, isTool: boolean) => ({
    "bom-ref": ref,
    properties: isTool ? [{ name: "cdx:npm:package:development", value: "true" }] : [],
  });
  const { components, dependencies } = shippedPart(
    {
      metadata: { component: { name: "latchkey", "bom-ref": "latchkey@1" } },
      components: [component("zod@1", false), component("jose@1", true), component("jest@1", true)],
      dependencies: [
        { ref: "latchkey@1", dependsOn: ["zod@1", "jose@1", "jest@1"] },
        { ref: "jest@1", dependsOn: [] },
      ],
    },
    new Set(["jose@1"]),
  );
  expect(components).toEqual([component("zod@1", false), component("jose@1", false)]);
  expect(dependencies).toEqual([{ ref: "latchkey@1", dependsOn: ["zod@1", "jose@1"] }]);
});
