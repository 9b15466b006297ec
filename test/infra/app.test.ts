import { execFile } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";

const root = fileURLToPath(new URL("../..", import.meta.url));
const assembly = "assembly";

/** May start processes and write to a temporary directory: runs the app the way `npm start` does. */
describe("bin/latchkey.ts", () => {
  let copy: string;
  /** The text of each file that a test has changed, as it was. */
  const before = new Map<string, string>();

  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), "latchkey-app-"));
    for (const part of [
      "bin",
      "lib",
      "core",
      "functions",
      "catalog",
      "contract",
      "web",
      "latchkey.config.ts",
      "CHANGELOG.md",
      "package.json",
      "tsconfig.json",
    ]) {
      cpSync(join(root, part), join(copy, part), { recursive: true });
    }
    symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  });
  afterEach(() => {
    for (const [file, text] of before) writeFileSync(file, text);
    before.clear();
    rmSync(join(copy, assembly), { recursive: true, force: true });
  });
  afterAll(() => rmSync(copy, { recursive: true }));

  it("writes the assembly to CDK_OUTDIR, without the CDK CLI and without a word", async () => {
    expect(await runApp()).toEqual({ code: 0, output: "" });
    expect(existsSync(join(copy, assembly, "Latchkey-dev.template.json"))).toBe(true);
  });

  it("names the path and the rule that a bad configuration breaks, and synthesises nothing", async () => {
    change("latchkey.config.ts", "limitPerMinute: 30", "limitPerMinute: 0");
    expect(await runApp()).toEqual({
      code: 1,
      output: "latchkey.config.ts: plans[1].limitPerMinute must be an integer from 1 to 10000\n",
    });
    expect(existsSync(join(copy, assembly, "manifest.json"))).toBe(false);
  });

  it("ignores context from the user's own ~/.cdk.json", async () => {
    const context = { stage: "of another project", somebodyElses: "flag" };
    const home = mkdtempSync(join(tmpdir(), "latchkey-home-"));
    writeFileSync(join(home, ".cdk.json"), JSON.stringify({ context }));
    expect(await runApp(context, { HOME: home })).toEqual({
      code: 0,
      output: expect.stringMatching(/^Ignored, since ~\/\.cdk\.json has the same: stage\. .*\n$/),
    });
    expect(await runApp({ ...context, stgae: "prod" }, { HOME: home })).toEqual({
      code: 1,
      output: expect.stringContaining("There is no flag -c stgae=…"),
    });
  });

  it("names the entry and field of a broken catalogue, in one line", async () => {
    change("catalog/models.json", '"cost": 70', '"cost": "70"');
    const { code, output } = await runApp();
    expect(code).toBe(1);
    expect(output).toMatch(/^catalog\/models\.json: entry 0 \(google\/nano-banana\).*cost.*\n$/);
  });

  it("names the route whose function is not wrapped", async () => {
    change("functions/models.ts", "withVerdict(listModels)", "listModels");
    const { code, output } = await runApp();
    expect(code).toBe(1);
    expect(output).toContain(
      "GET /v1/models of the public API: functions/models.ts is not wrapped",
    );
    expect(output).not.toMatch(/^\s+at /m);
  });

  function change(path: string, part: string, replacement: string): void {
    const file = join(copy, path);
    const text = readFileSync(file, "utf8");
    expect(text).toContain(part);
    before.set(file, text);
    writeFileSync(file, text.replace(part, replacement));
  }

  function runApp(
    context: Record<string, string> = {},
    more: Record<string, string> = {},
  ): Promise<{ code: number; output: string }> {
    const { PATH } = process.env;
    const env = { PATH, CDK_OUTDIR: assembly, CDK_CONTEXT_JSON: JSON.stringify(context), ...more };
    return new Promise((resolve) => {
      const app = execFile(
        process.execPath,
        ["--import", "tsx", "bin/latchkey.ts"],
        { cwd: copy, env },
        (_error, stdout, stderr) => resolve({ code: app.exitCode ?? -1, output: stdout + stderr }),
      );
    });
  }
});
