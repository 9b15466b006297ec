import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Source of a bundle's `index.mjs`, by the name that its asset has. */
export type Bundles = Readonly<Record<string, string>>;

/** Files by their paths, by the name of the asset that holds them. */
export type Files = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface TestTemplate {
  readonly Resources: Readonly<Record<string, unknown>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Parameters?: Readonly<Record<string, unknown>>;
}

/** Writes a cloud assembly as `cdk synth` would, with one stack called Test. */
export function writeAssembly(
  template: TestTemplate,
  bundles: Bundles = {},
  assets: Files = {},
): string {
  const directory = mkdtempSync(join(tmpdir(), "cfn-local-assembly-"));
  const write = (name: string, content: unknown) =>
    writeFileSync(join(directory, name), JSON.stringify(content));
  write("manifest.json", {
    version: "48.0.0",
    artifacts: {
      Test: {
        type: "aws:cloudformation:stack",
        properties: { templateFile: "Test.template.json" },
      },
    },
  });
  write("Test.template.json", template);
  const code = Object.entries(bundles).map(([name, source]) => [name, { "index.mjs": source }]);
  const contents: Files = { ...Object.fromEntries(code), ...assets };
  const files = Object.keys(contents).map((name) => [
    name,
    {
      source: { path: `asset.${name}`, packaging: "zip" },
      destinations: { current: { bucketName: "bucket", objectKey: `${name}.zip` } },
    },
  ]);
  write("Test.assets.json", { version: "48.0.0", files: Object.fromEntries(files) });
  for (const [name, asset] of Object.entries(contents)) {
    for (const [path, content] of Object.entries(asset)) {
      const file = join(directory, `asset.${name}`, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
  }
  return directory;
}
