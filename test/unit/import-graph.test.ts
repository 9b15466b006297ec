import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "@jest/globals";
import { findCycle, findForbiddenImports, readImportGraph } from "./support/import-graph.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

describe("the house", () => {
  const graph = readImportGraph(root, [
    "bin",
    "build",
    "lib",
    "core",
    "functions",
    "lambda",
    "verifier",
    "contract",
    "packages",
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

  it("has nothing of Latchkey in the local cloud", () => {
    const files = [...graph.keys()].filter((file) => file.startsWith("packages/cfn-local/"));
    const naming = files.filter((file) => /latchkey/i.test(readFileSync(join(root, file), "utf8")));
    expect(naming).toEqual([]);
  });

  it("has the library for addresses in management and reports of leaks alone: it would lengthen the authorizer's start", () => {
    const importers = [...graph].filter(([, to]) => to.includes("core/key/allowed-ips.ts"));
    expect(importers.map(([file]) => file).sort()).toEqual([
      "functions/management/address-budget.ts",
      "functions/management/fields.ts",
    ]);
  });

  it("goes by no class of CDK, of which a linked package brings a second copy", () => {
    const offending = [...graph.keys()].filter((file) => {
      if (!file.startsWith("lib/")) return false;
      const source = readFileSync(join(root, file), "utf8");
      const imported =
        source.match(/import[^;]*from "(aws-cdk-lib|constructs)[^"]*"/g)?.join() ?? "";
      const tested = [...source.matchAll(/instanceof (\w+)/g)].map(([, name]) => name);
      return tested.some((name) => new RegExp(`\\b${name}\\b`).test(imported));
    });
    expect(offending).toEqual([]);
  });

  it("has no cycle of imports", () => {
    expect(findCycle(graph)).toBeUndefined();
  });
});

describe("the rule of imports", () => {
  it.each([
    ["core/account/plan.ts", "core/store/table.ts"],
    ["core/account/plan.ts", "package:zod"],
    ["core/account/plan.ts", "node:fs"],
    ["core/time/deadline.ts", "core/aws/cached.ts"],
    ["core/aws/sign.ts", "core/store/table.ts"],
    ["core/store/table.ts", "functions/http/log.ts"],
    ["core/key/usage.ts", "core/admission/judge.ts"],
    ["packages/cfn-local/start-error.ts", "local/start.ts"],
    ["packages/cfn-local/start-error.ts", "core/account/plan.ts"],
    ["functions/http/log.ts", "core/store/table.ts"],
    ["functions/http/log.ts", "functions/authorizer.ts"],
    ["functions/oidc/user.ts", "core/store/table.ts"],
    ["core/management/create-key.ts", "functions/http/response.ts"],
    ["core/management/create-key.ts", "functions/management/request.ts"],
    ["cli/commands/keys.ts", "core/store/keys.ts"],
    ["core/management/create-key.ts", "lib/stages.ts"],
    ["core/management/create-key.ts", "core/aws/clients.ts"],
    ["core/management/create-key.ts", "package:aws-lambda"],
    ["core/management/create-key.ts", "package:zod"],
    ["core/management/create-key.ts", "node:http"],
    ["core/store/keys.ts", "core/management/ports.ts"],
    ["functions/management/caller.ts", "functions/oidc/user.ts"],
    ["functions/management/caller.ts", "core/aws/clients.ts"],
    ["functions/management/routes.ts", "lib/stages.ts"],
    ["functions/account.ts", "functions/authorizer.ts"],
    ["functions/models.ts", "local/start.ts"],
    ["functions/models.ts", "catalog/catalogue.ts"],
    ["functions/models.ts", "test/unit/models.test.ts"],
    ["lib/stages.ts", "bin/latchkey.ts"],
    ["lib/stages.ts", "core/store/table.ts"],
    ["lib/stages.ts", "contract/openapi/schemas.ts"],
    ["contract/openapi/document.ts", "core/store/table.ts"],
    ["contract/openapi/document.ts", "lib/stages.ts"],
    ["lambda/with-verdict.ts", "core/config/process-settings.ts"],
    ["lambda/with-verdict.ts", "functions/http/management-handler.ts"],
    ["lambda/with-verdict.ts", "node:fs"],
    ["verifier/options.ts", "functions/http/log.ts"],
    ["verifier/options.ts", "lib/stages.ts"],
    ["core/aws/send.ts", "verifier/options.ts"],
    ["lib/latchkey-stack.ts", "core/config/process-config.ts"],
    ["contract/openapi/document.ts", "core/config/process-config.ts"],
    ["functions/http/with-verdict.ts", "core/config/process-config.ts"],
    ["web/build/docs.ts", "core/config/process-config.ts"],
    ["web/page/main.tsx", "core/config/process-settings.ts"],
    ["cli/run.ts", "core/config/process-settings.ts"],
    ["cli/run.ts", "core/store/table.ts"],
    ["cli/run.ts", "local/start.ts"],
    ["bin/latchkey-cli.ts", "lib/stages.ts"],
    ["local/start.ts", "core/account/plan.ts"],
    ["local/start.ts", "lib/stages.ts"],
    ["local/start.ts", "bench/window.ts"],
    ["bin/local.ts", "lib/stages.ts"],
    ["catalog/catalogue.ts", "functions/models.ts"],
    ["web/page/main.tsx", "node:fs"],
    ["web/page/main.tsx", "web/site.ts"],
    ["web/build/page.ts", "lib/stages.ts"],
    ["web/build/docs.ts", "contract/openapi/schemas.ts"],
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
