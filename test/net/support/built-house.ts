import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleFunctions } from "../../../lib/bundles.ts";
import { synthesise } from "../../../local/synthesise.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** All that the functions are bundled from. */
const sources = ["core", "functions", "catalog", "package.json", "tsconfig.json"];

/** A bug put into the product's source, to see that it is caught. */
export interface Plant {
  readonly name: string;
  readonly patches: readonly Patch[];
}

export interface Patch {
  /** From the project's root. */
  readonly file: string;
  /** Text that occurs there once. */
  readonly find: string;
  readonly replace: string;
}

export interface BuildOptions {
  readonly plant?: Plant | undefined;
  /** A receiver of webhooks. */
  readonly webhookUrl: string;
  /** The text that each function's bundle begins with. */
  readonly prelude?: string | undefined;
}

export interface BuiltHouse {
  /** An assembly for `startLocal`. */
  readonly directory: string;
  remove(): Promise<void>;
}

/** Stands for a receiver's address in a synthesised template: its port is not known by then. */
const receiverPlaceholder = "http://receiver.invalid/";

/**
 * The product's assembly with other functions in it: bundled from patched sources, and with a
 * prelude.
 *
 * @throws Error where a patch finds its text not once: whoever changed that text has to carry the
 *   plant along
 */
export async function buildHouse({
  plant,
  webhookUrl,
  prelude = "",
}: BuildOptions): Promise<BuiltHouse> {
  const assembly = await synthesise({
    app: "test/net/support/net-app.ts",
    context: { webhookUrl: receiverPlaceholder },
  });
  const parent = join(root, ".latchkey", "net");
  await mkdir(parent, { recursive: true });
  const place = await mkdtemp(join(parent, "house-"));
  const directory = join(place, "assembly");
  const remove = () => rm(place, { recursive: true, force: true });
  try {
    await cp(assembly, directory, { recursive: true });
    await changeTemplates(directory, webhookUrl);
    const bundles = plant ? await plantedBundles(join(place, "source"), plant) : undefined;
    await replaceFunctions(directory, (name, source) => prelude + (bundles?.[name] ?? source));
  } catch (error) {
    await remove();
    throw error;
  }
  return { directory, remove };
}

async function plantedBundles(
  place: string,
  { name, patches }: Plant,
): Promise<Record<string, string>> {
  await mkdir(place);
  for (const source of sources)
    await cp(join(root, source), join(place, source), { recursive: true });
  for (const { file, find, replace } of patches) {
    const parts = (await readFile(join(place, file), "utf8")).split(find);
    if (parts.length !== 2) {
      throw new Error(`The plant "${name}" finds its text ${parts.length - 1} times in ${file}.`);
    }
    await writeFile(join(place, file), parts.join(replace));
  }
  const bundles = Object.values(bundleFunctions(join(place, "functions")));
  return Object.fromEntries(bundles.map((bundle) => [bundle.name, bundle.source]));
}

/** The assembly keeps each bundle by its name, and once more as the asset that is deployed. */
async function replaceFunctions(
  assembly: string,
  replaced: (name: string, source: string) => string,
): Promise<void> {
  const bundles = new Map<string, string>();
  for (const name of await readdir(join(assembly, "bundles"))) {
    bundles.set(await readFile(join(assembly, "bundles", name, "index.mjs"), "utf8"), name);
  }
  let count = 0;
  for (const asset of await readdir(assembly)) {
    const file = join(assembly, asset, "index.mjs");
    const source = await readFile(file, "utf8").catch(() => undefined);
    const name = source === undefined ? undefined : bundles.get(source);
    if (source === undefined || name === undefined) continue;
    await writeFile(file, replaced(name, source));
    count++;
  }
  if (count !== bundles.size) throw new Error(`${count} of ${bundles.size} functions were found`);
}

/**
 * Names the receiver of webhooks. What is counted from the log goes: it reads and writes after the
 * answers, of which it is no part.
 */
async function changeTemplates(assembly: string, webhookUrl: string): Promise<void> {
  const templates = (await readdir(assembly)).filter((name) => name.endsWith(".template.json"));
  for (const name of templates) {
    const file = join(assembly, name);
    const text = await readFile(file, "utf8");
    const { Resources, ...rest } = JSON.parse(text.replaceAll(receiverPlaceholder, webhookUrl));
    const kept = Object.entries<{ Type: string }>(Resources).filter(
      ([, { Type }]) => Type !== "AWS::Logs::SubscriptionFilter",
    );
    await writeFile(file, JSON.stringify({ ...rest, Resources: Object.fromEntries(kept) }));
  }
}
