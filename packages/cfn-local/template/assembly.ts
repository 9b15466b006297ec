import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { StartError } from "../start-error.ts";
import { parseTemplate } from "./document.ts";
import { Stack } from "./stack.ts";

const manifest = z.object({
  artifacts: z.record(
    z.string(),
    z.object({ type: z.string(), properties: z.record(z.string(), z.unknown()).optional() }),
  ),
});

const stackProperties = z.object({ templateFile: z.string(), stackName: z.string().optional() });

const assetManifest = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.object({ path: z.string().optional() }),
      destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
    }),
  ),
});

/** The local path of the code that a template names by its S3 key. */
export interface AssetDirectories {
  /** @throws StartError if the assembly has no such asset. */
  directoryOf(objectKey: string): string;
}

/**
 * Reads a cloud assembly, the directory that `cdk synth` writes.
 *
 * @throws StartError unless it has exactly one stack
 */
export async function readAssembly(
  directory: string,
  userPoolIssuer?: string,
): Promise<{ stack: Stack; assets: AssetDirectories }> {
  const { artifacts } = manifest.parse(await readJson(join(directory, "manifest.json")));
  const stacks = Object.entries(artifacts).filter(
    ([, { type }]) => type === "aws:cloudformation:stack",
  );
  const [stack, ...others] = stacks;
  if (!stack || others.length > 0) {
    throw new StartError(`The app has ${stacks.length} stacks; the local gateway serves one.`);
  }
  const [id, { properties }] = stack;
  const { templateFile, stackName } = stackProperties.parse(properties);
  const template = parseTemplate(await readJson(join(directory, templateFile)));
  return {
    stack: new Stack(stackName ?? id, template, userPoolIssuer),
    assets: await readAssets(directory, id),
  };
}

async function readAssets(directory: string, stackId: string): Promise<AssetDirectories> {
  const path = join(directory, `${stackId}.assets.json`);
  const { files } = assetManifest.parse(await readJson(path));
  const byKey = new Map<string, string>();
  for (const { source, destinations } of Object.values(files)) {
    for (const { objectKey } of Object.values(destinations)) {
      if (source.path !== undefined) byKey.set(objectKey, join(directory, source.path));
    }
  }
  return {
    directoryOf(objectKey) {
      const found = byKey.get(objectKey);
      if (!found) throw new StartError(`The assembly has no asset for ${objectKey}.`);
      return found;
    },
  };
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, "utf8"));
}
