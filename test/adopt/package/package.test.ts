import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { functionNames } from "../../../lib/function-names.ts";
import { type Packed, packTo, runIn } from "./support/package.ts";
import { createProject, systems } from "./support/projects.ts";

/** All that may be in the package. */
const allowed = [
  /^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/,
  /^bin\/latchkey-cli\.mjs$/,
  /^dist\/(THIRD-PARTY-LICENCES\.txt|sbom\.cdx\.json)$/,
  /^dist\/bin\/(latchkey|shared-[A-Z0-9]{8})\.js$/,
  /^dist\/esm\/(index|lambda|verifier(\.(express|fastify|hono|node-http))?|shared-[A-Z0-9]{8})\.js$/,
  /^dist\/cjs\/(index|lambda|verifier(\.(express|fastify|hono|node-http))?)\.js$/,
  /^dist\/cjs\/package\.json$/,
  /^dist\/(esm|cjs)\/types\/(catalog|contract|core|functions|lambda|lib|verifier|web)\/.*\.d\.ts$/,
  /^dist\/assets\/prebuilt\/(functions\.json\.br|(page|console|docs)\.(js|css)|(search|sign-in)\.js)$/,
  // Files that modules read at synthesis.
  /^dist\/assets\/(CHANGELOG\.md|lib\/edge\/site-request\.js|catalog\/models\.json)$/,
  /^dist\/assets\/web\/docs\/pages\/(operators\/)?[\w-]+\.md$/,
];

const noTable =
  "TypeError: createVerifier: tableName is missing: give the stack's output TableName";

describe("the package", () => {
  let directory: string;
  let packed: Packed;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "latchkey-adopt-"));
    packed = await packTo(directory);
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it("holds JavaScript, declarations and what functions and site are made of, and nothing else", () => {
    const strange = packed.files.filter((file) => !allowed.some((form) => form.test(file)));
    expect(strange).toEqual([]);
    const unused = allowed.filter((form) => !packed.files.some((file) => form.test(file)));
    expect(unused).toEqual([]);
  });

  it("takes at most 1.4 MB packed", () => {
    expect(packed.bytes).toBeLessThanOrEqual(1_400_000);
  });

  describe("installed in a fresh project", () => {
    let project: string;
    beforeAll(async () => {
      project = join(directory, "project");
      await createProject(project, packed.tarball, [
        "aws-cdk-lib",
        "constructs",
        "typescript",
        "typescript-5@npm:typescript@5.9.3",
        "@types/aws-lambda",
        "@types/node",
        "@types/express",
        "fastify",
        "hono",
      ]);
      // Both check the package's declarations; what one of them emits is run.
      await Promise.all([compile("typescript"), compile("typescript-5", "--noEmit")]);
    });
    const compile = (name: string, ...flags: string[]) =>
      runIn(project, process.execPath, [`node_modules/${name}/bin/tsc`, "-p", ".", ...flags]);
    const start = (file: string, directory: string) =>
      runIn(join(project, directory), process.execPath, [file]);

    it("brings no build tool, and no local cloud", async () => {
      const installed = await readdir(join(project, "node_modules"));
      expect(installed.filter((each) => /^(esbuild|tsx|@dynoxide|preact)$/.test(each))).toEqual([]);
    });

    it.each(systems)("synthesises a stack (%s)", async (system) => {
      await start("stack.js", system);
      const assembly = join(project, system, "assembly");
      const template = JSON.parse(await readFile(join(assembly, "Adopted.template.json"), "utf8"));
      const types = Object.values<{ Type: string }>(template.Resources).map(({ Type }) => Type);
      expect(types.filter((each) => each === "AWS::ApiGateway::RestApi")).toHaveLength(2);
      expect(types).toContain("AWS::CloudFront::Distribution");
      const bundles = await readdir(join(assembly, "bundles"));
      // Nobody gets webhooks here.
      const used = functionNames.filter((name) => name !== "webhook-sender");
      expect(bundles.sort()).toEqual([...used, "forward-http"].sort());
    });

    it.each(systems)("runs the verifier and its adapters (%s)", async (system) => {
      const output = await start("server.js", system);
      expect(output.trimEnd().split("\n")).toEqual([
        "function function function function",
        "function",
        noTable,
      ]);
    });

    it("runs the CLI", async () => {
      await writeFile(join(project, "latchkey.config.mjs"), "export default { stages: 1 };");
      const cli = "node_modules/.bin/latchkey";
      expect(await runIn(project, cli, ["--help"])).toMatch(/^Usage: latchkey/);
      await expect(runIn(project, cli, ["config", "check"])).rejects.toThrow(
        /latchkey\.config\.mjs: stages/,
      );
    });

    it("holds no path of the machine that built it", async () => {
      const own = join(project, "node_modules/latchkey");
      const texts = packed.files.filter((file) => !file.endsWith(".br"));
      const contents = await Promise.all(texts.map((file) => readFile(join(own, file), "utf8")));
      expect(texts.filter((_, index) => contents[index]?.includes(process.cwd()))).toEqual([]);
    });
  });

  it("serves a server that has nothing of CDK", async () => {
    const project = join(directory, "server");
    await createProject(project, packed.tarball, []);
    expect(await readdir(join(project, "node_modules"))).not.toContain("aws-cdk-lib");
    const program = 'require("latchkey/verifier").createVerifier({})';
    await expect(runIn(project, process.execPath, ["-e", program])).rejects.toThrow(noTable);
  });
});
