import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { StartError } from "../packages/cfn-local/start-error.ts";
import { region } from "../packages/cfn-local/template/simulated-account.ts";
import { digestOf } from "./digest.ts";

const projectRoot = fileURLToPath(new URL("..", import.meta.url));

/** The sources of the template and the bundles, beside the app itself. */
const sources = [
  "lib",
  "core",
  "functions",
  "catalog",
  "contract",
  "web",
  "package-lock.json",
  "package.json",
  "tsconfig.json",
  "cdk.json",
  "latchkey.config.ts",
];

const loopback = "127.0.0.1,::1";

/** Assemblies to keep: one that is still being served must not go while its functions may start. */
const keep = 8;

export interface SynthesisOptions {
  readonly root?: string;
  readonly app?: string;
  /** The flags that `-c name=value` would set in the CDK CLI. */
  readonly context?: Readonly<Record<string, string>>;
  /** A configuration instead of `latchkey.config.ts`; it has to be one file with what it needs. */
  readonly configFile?: string | undefined;
}

/**
 * Synthesises the CDK app, unless an assembly of these very sources and context is there already. The CDK's
 * own check of the template, which takes as long again, is left to `cdk synth` and `cdk deploy`.
 *
 * Each assembly lies in a directory named by the digest of its sources, and appears by renaming a
 * finished directory. So concurrent runs, or runs of older sources, do not disturb each other.
 *
 * @returns the assembly's directory
 * @throws StartError with what the app said, where it fails
 */
export async function synthesise({
  root = projectRoot,
  app = "bin/latchkey.ts",
  context = {},
  configFile,
}: SynthesisOptions = {}): Promise<string> {
  const assemblies = join(root, ".latchkey", "assembly");
  // The local cloud pretends to be in that region, and servers that ask it are on this machine.
  const contextJson = JSON.stringify({ region, defaultVerifyFrom: loopback, ...context });
  const config = configFile === undefined ? "" : await readConfigFile(configFile);
  const directory = join(assemblies, await digestOf(root, [app, ...sources], contextJson + config));
  if (existsSync(directory)) return directory;
  await mkdir(assemblies, { recursive: true });
  const temporary = await mkdtemp(join(assemblies, "partial-"));
  try {
    await runApp(root, app, temporary, contextJson, configFile);
    await rename(temporary, directory).catch((error) => {
      // Another run was faster; its result is the same.
      if (!existsSync(directory)) throw error;
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  await removeOld(assemblies, directory);
  return directory;
}

async function readConfigFile(file: string): Promise<string> {
  return readFile(file, "utf8").catch(() => {
    throw new StartError(`The configuration ${file} cannot be read.`);
  });
}

async function runApp(
  root: string,
  app: string,
  outputDirectory: string,
  contextJson: string,
  configFile: string | undefined,
): Promise<void> {
  const loader = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  const { CDK_CLI_VERSION: _, LATCHKEY_CONFIG: __, ...environment } = process.env;
  const file = configFile === undefined ? {} : { LATCHKEY_CONFIG_FILE: resolve(configFile) };
  const child = spawn(process.execPath, ["--import", loader, app], {
    cwd: root,
    env: {
      ...environment,
      ...file,
      CDK_OUTDIR: outputDirectory,
      CDK_CONTEXT_JSON: contextJson,
      CDK_VALIDATION: "false",
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const kill = () => void child.kill();
  process.once("exit", kill);
  const errors: string[] = [];
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => errors.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  }).finally(() => process.off("exit", kill));
  if (code !== 0) throw new StartError(errors.join("").trim() || "The CDK app failed.");
  if (!existsSync(join(outputDirectory, "manifest.json"))) {
    throw new StartError("The CDK app ended without writing an assembly.");
  }
}

/** Removes all but the newest assemblies, and leftovers of killed runs after an hour. */
async function removeOld(assemblies: string, current: string): Promise<void> {
  const entries = await Promise.all(
    (await readdir(assemblies)).map(async (name) => {
      const path = join(assemblies, name);
      const modifiedMs = (await stat(path).catch(() => undefined))?.mtimeMs ?? 0;
      return { path, modifiedMs, isPartial: name.startsWith("partial-") };
    }),
  );
  const hourAgoMs = Date.now() - 3_600_000;
  const finished = entries
    .filter(({ isPartial, path }) => !isPartial && path !== current)
    .sort((left, right) => right.modifiedMs - left.modifiedMs);
  const abandoned = entries.filter((entry) => entry.isPartial && entry.modifiedMs < hourAgoMs);
  for (const { path } of [...finished.slice(keep - 1), ...abandoned]) {
    await rm(path, { recursive: true, force: true });
  }
}
