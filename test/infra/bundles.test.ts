import { afterEach, describe, expect, it } from "@jest/globals";
import { defaultSettings } from "../../core/config/default-settings.ts";
import { functionRoutes } from "../../core/config/protected-routes.ts";
import { bundleFunctions, functionNames } from "../../lib/bundles.ts";
import { removeFunctions, writeFunctions } from "./support/functions-fixture.ts";

describe("the bundles", () => {
  it("leave the authorizer at 36 KB at most, since every request may have to wait for its start", () => {
    // Room for what a key may carry: scopes, allow lists, quotas and costs are judged in here too.
    expect(Buffer.byteLength(bundleFunctions().authorizer.source)).toBeLessThanOrEqual(36 * 1024);
  });

  it("let the authorizer import no module of Node's own, which would lengthen its start", () => {
    const { source } = bundleFunctions().authorizer;
    expect(source.match(/\b(from|import|require)\W*["']node:[\w/]+/g)).toBeNull();
  });

  it("leave the management authorizer lean too, though it verifies users' tokens", () => {
    const { source } = bundleFunctions()["management-authorizer"];
    expect(Buffer.byteLength(source)).toBeLessThanOrEqual(40_000);
  });

  it("leave the default configuration out, which would only lengthen the start", () => {
    const bundles = bundleFunctions();
    const isLeftOut = (text: string) =>
      !text.includes(defaultSettings.planRefusal) && !text.includes("models:read");
    expect(functionNames.filter((name) => !isLeftOut(bundles[name].source))).toEqual([]);
  });

  it("hold neither source maps nor paths of the machine that made them", () => {
    const bundles = bundleFunctions();
    const telltale = (text: string) =>
      text.includes("sourceMappingURL") || text.includes(process.cwd());
    expect(functionNames.filter((name) => telltale(bundles[name].source))).toEqual([]);
  });

  it("tell for which functions the verdict is obeyed", () => {
    const bundles = bundleFunctions();
    const wrapped = functionNames.filter((name) => bundles[name].isWrappedInVerdict);
    expect(wrapped).toEqual([...new Set(functionRoutes.map((it) => it.function.name))]);
  });

  describe("of other sources", () => {
    let directory: string;
    afterEach(() => removeFunctions(directory));

    it("are the same bytes wherever the sources lie", () => {
      directory = writeFunctions();
      const elsewhere = writeFunctions();
      expect(bundleFunctions(elsewhere)).toEqual(bundleFunctions(directory));
      removeFunctions(elsewhere);
    });

    it("have require only where a CommonJS package wants it", () => {
      directory = writeFunctions({
        "legacy.cjs": 'module.exports = () => require("node:os").EOL;',
        "key-management.ts":
          'import eol from "./legacy.cjs"; export const handler = async () => eol();',
      });
      const { models, "key-management": legacy } = bundleFunctions(directory);
      expect(models.source).not.toContain("createRequire");
      expect(legacy.source).toMatch(/^import\{createRequire /);
    });

    it("do not take a wrapper for used that is shaken out", () => {
      directory = writeFunctions({
        "http/with-verdict.ts": "export { other as withVerdict } from './other.ts';",
        "http/other.ts": "export const other = (endpoint: unknown) => endpoint;",
      });
      expect(bundleFunctions(directory).models.isWrappedInVerdict).toBe(false);
    });

    it("fail with the file that does not resolve", () => {
      directory = writeFunctions({ "models.ts": 'export { handler } from "./nowhere.ts";' });
      expect(() => bundleFunctions(directory)).toThrow(/functions\/models\.ts.*nowhere\.ts/s);
    });
  });
});
