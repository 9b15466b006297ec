import { fileURLToPath } from "node:url";
import { describe, expect, it } from "@jest/globals";
import { findCycle, findForbiddenImports, readImportGraph } from "./support/import-graph.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

describe("the house", () => {
  const graph = readImportGraph(root, [
    "bin",
    "lib",
    "functions",
    "openapi",
    "cli",
    "local",
    "catalog",
    "web",
  ]);

  it("is there to be judged", () => {
    expect(graph.size).toBeGreaterThan(30);
    expect(graph.get("bin/latchkey.ts")).toContain("lib/latchkey-app.ts");
    expect(graph.get("lib/latchkey-app.ts")).toContain("package:cdk-nag");
    expect(graph.get("functions/models.ts")).toContain("catalog/models.json");
  });

  it("has imports pointing one way only", () => {
    expect(findForbiddenImports(graph)).toEqual([]);
  });

  it("has no cycle of imports", () => {
    expect(findCycle(graph)).toBeUndefined();
  });
});

describe("the rule of imports", () => {
  it.each([
    ["functions/domain/plan.ts", "functions/store/table.ts"],
    ["functions/domain/plan.ts", "package:zod"],
    ["functions/domain/plan.ts", "node:fs"],
    ["functions/time/deadline.ts", "functions/aws/cached.ts"],
    ["functions/aws/sign.ts", "functions/store/table.ts"],
    ["functions/store/table.ts", "functions/http/log.ts"],
    ["functions/http/log.ts", "functions/store/table.ts"],
    ["functions/http/log.ts", "functions/authorizer.ts"],
    ["functions/oidc/user.ts", "functions/store/table.ts"],
    ["functions/management/get-key.ts", "functions/oidc/user.ts"],
    ["functions/management/get-key.ts", "functions/aws/clients.ts"],
    ["functions/management/routes.ts", "lib/stages.ts"],
    ["functions/account.ts", "functions/authorizer.ts"],
    ["functions/models.ts", "local/start.ts"],
    ["functions/models.ts", "catalog/catalogue.ts"],
    ["functions/models.ts", "test/unit/models.test.ts"],
    ["lib/stages.ts", "bin/latchkey.ts"],
    ["lib/stages.ts", "functions/store/table.ts"],
    ["lib/stages.ts", "openapi/schemas.ts"],
    ["openapi/document.ts", "functions/store/table.ts"],
    ["openapi/document.ts", "lib/stages.ts"],
    ["cli/run.ts", "functions/store/table.ts"],
    ["cli/run.ts", "local/start.ts"],
    ["bin/import.ts", "lib/stages.ts"],
    ["local/start.ts", "functions/domain/plan.ts"],
    ["local/start.ts", "lib/stages.ts"],
    ["local/start.ts", "bench/window.ts"],
    ["bin/local.ts", "lib/stages.ts"],
    ["catalog/catalogue.ts", "functions/models.ts"],
    ["web/page/main.tsx", "node:fs"],
    ["web/page/main.tsx", "web/site.ts"],
    ["web/build/page.ts", "lib/stages.ts"],
    ["web/build/docs.ts", "openapi/schemas.ts"],
    ["web/build/docs.ts", "functions/http/response.ts"],
    ["web/docs/script/docs.ts", "web/build/docs.ts"],
    ["web/docs/script/docs.ts", "node:fs"],
    ["lib/stages.ts", "web/build/page.ts"],
    ["elsewhere/new.ts", "node:fs"],
  ])("forbids %s to import %s", (from, to) => {
    expect(findForbiddenImports(new Map([[from, [to]]]))).toEqual([`${from} → ${to}`]);
  });

  it("names a cycle", () => {
    const graph = new Map([
      ["a.ts", ["b.ts"]],
      ["b.ts", ["c.ts"]],
      ["c.ts", ["b.ts"]],
    ]);
    expect(findCycle(graph)).toBe("b.ts → c.ts → b.ts");
  });
});
