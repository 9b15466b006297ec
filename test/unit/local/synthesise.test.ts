import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { synthesise } from "../../../local/synthesise.ts";
import { StartError } from "../../../packages/cfn-local/start-error.ts";

/** A project whose app writes an assembly that says how it was made. */
function project(app: string): string {
  const root = mkdtempSync(join(tmpdir(), "latchkey-project-"));
  mkdirSync(join(root, "bin"));
  mkdirSync(join(root, "lib"));
  writeFileSync(join(root, "lib", "content.txt"), "first");
  writeFileSync(join(root, "bin", "latchkey.ts"), app);
  return root;
}

const goodApp = `
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
const directory: string = process.env.CDK_OUTDIR ?? "";
appendFileSync("runs.txt", "x");
writeFileSync(directory + "/manifest.json", readFileSync("lib/content.txt", "utf8"));
`;

const runsOf = (root: string) => readFileSync(join(root, "runs.txt"), "utf8").length;
const contentOf = (directory: string) => readFileSync(join(directory, "manifest.json"), "utf8");

describe("synthesis", () => {
  it("runs the app once for the same sources, and again when they change", async () => {
    const root = project(goodApp);
    const first = await synthesise({ root });
    expect(await synthesise({ root })).toBe(first);
    expect(runsOf(root)).toBe(1);
    writeFileSync(join(root, "lib", "content.txt"), "second");
    const second = await synthesise({ root });
    expect([contentOf(first), contentOf(second)]).toEqual(["first", "second"]);
    expect(runsOf(root)).toBe(2);
  });

  it("can run twice at once", async () => {
    const root = project(goodApp);
    const [one, other] = await Promise.all([synthesise({ root }), synthesise({ root })]);
    expect(one).toBe(other);
    expect(contentOf(one)).toBe("first");
    expect(readdirSync(join(one, ".."))).toEqual([basename(one)]);
  });

  it("passes on what a failing app says, and leaves nothing behind", async () => {
    const root = project('console.error("models.json: entry 3: cost is missing");process.exit(1);');
    const error = await synthesise({ root }).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(StartError);
    expect(error).toMatchObject({ message: "models.json: entry 3: cost is missing" });
    expect(readdirSync(join(root, ".latchkey", "assembly"))).toEqual([]);
  });

  it("does not take an app's silence for success", async () => {
    await expect(synthesise({ root: project("") })).rejects.toThrow("without writing an assembly");
  });
});
