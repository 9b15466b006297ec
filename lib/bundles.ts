import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync, type Metafile } from "esbuild";
import { hasHandlerWrappedInVerdict } from "./checks/handler-wrapper.ts";
import { type Bundle, type Bundles, type ForwarderName, functionNames } from "./function-names.ts";
import { minifyAuthorizer } from "./minify-authorizer.ts";

export {
  type Bundle,
  type Bundles,
  type ForwarderName,
  type FunctionName,
  forwarderNames,
  functionNames,
} from "./function-names.ts";

export const functionsDirectory = fileURLToPath(new URL("../functions", import.meta.url));

/**
 * Bundles every function in one run of esbuild, in process: half a second for all.
 * `NodejsFunction` starts npx and esbuild anew for each, which `npm start` would have to wait for.
 *
 * The same sources give the same bytes wherever they lie, since paths inside are relative and
 * source maps stay out; so an unchanged function is not deployed again.
 *
 * @param directory the directory of the entries; tests pass their own
 * @throws Error with esbuild's account of what does not resolve or parse
 */
export function bundleFunctions(directory = functionsDirectory): Bundles {
  if (directory === functionsDirectory && ownBundles) return ownBundles;
  const bundles = bundle(functionNames, directory);
  if (!isComplete(bundles)) throw new Error("a function has no bundle");
  if (directory === functionsDirectory) ownBundles = bundles;
  return bundles;
}

/** An app may have several Latchkeys. */
let ownBundles: Bundles | undefined;

/** Bundles what stands before a back end. Only who forwards needs it. */
export function bundleForwarder(name: ForwarderName): Bundle {
  const { [name]: forwarder } = bundle([name], functionsDirectory);
  if (!forwarder) throw new Error(`${name} has no bundle`);
  return forwarder;
}

function bundle(
  names: readonly Bundle["name"][],
  directory: string,
): Partial<Record<Bundle["name"], Bundle>> {
  const root = join(directory, "..");
  const { outputFiles, metafile } = buildSync({
    absWorkingDir: root,
    entryPoints: names.map((name) => join(directory, `${name}.ts`)),
    outdir: join(root, "bundles"),
    write: false,
    metafile: true,
    bundle: true,
    minify: true,
    define: { "process.env.LATCHKEY_BUNDLED": "true" },
    format: "esm",
    platform: "node",
    // Lambda runs Node 24, but the same bytes serve `npm start` on a bare Node 20.
    target: "node20",
    // Not esbuild's default for Node: the SDK's ES modules shake down to about half.
    mainFields: ["module", "main"],
    charset: "utf8",
    legalComments: "none",
    logLevel: "silent",
  });
  const bundleOf = (name: Bundle["name"]): Bundle => {
    const file = join(root, "bundles", `${name}.js`);
    const output = outputFiles.find(({ path }) => path === file);
    if (!output) throw new Error(`esbuild made no bundle of functions/${name}.ts`);
    return {
      name,
      source:
        name === "authorizer" ? minifyAuthorizer(output.text) : withRequireWhereNeeded(output.text),
      isWrappedInVerdict:
        contributes(
          metafile,
          relative(root, file),
          join(relative(root, directory), wrapperModule),
        ) && hasHandlerWrappedInVerdict(readFileSync(join(directory, `${name}.ts`), "utf8")),
    };
  };
  const bundles: Partial<Record<Bundle["name"], Bundle>> = {};
  for (const name of names) bundles[name] = bundleOf(name);
  return bundles;
}

function isComplete(bundles: Partial<Bundles>): bundles is Bundles {
  return functionNames.every((name) => bundles[name] !== undefined);
}

const wrapperModule = "http/with-verdict.ts";

/** Whether anything of a module is left in a bundle once what is unused was shaken out. */
function contributes({ outputs }: Metafile, output: string, module: string): boolean {
  return (outputs[output]?.inputs[module]?.bytesInOutput ?? 0) > 0;
}

/**
 * CommonJS packages reach Node's own modules through `require`, which an ES module lacks; esbuild
 * then leaves a stand-in that throws. Only such bundles get the real one, as it costs start-up.
 */
function withRequireWhereNeeded(source: string): string {
  if (!source.includes("Dynamic require of")) return source;
  return `import{createRequire as latchkeyRequire}from"node:module";const require=latchkeyRequire(import.meta.url);${source}`;
}
