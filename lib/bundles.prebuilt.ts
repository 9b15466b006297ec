import { readFileSync } from "node:fs";
import { brotliDecompressSync } from "node:zlib";
import type { Bundle, Bundles, ForwarderName } from "./function-names.ts";

export {
  type Bundle,
  type Bundles,
  type ForwarderName,
  type FunctionName,
  forwarderNames,
  functionNames,
} from "./function-names.ts";

/** Stands in for `bundles.ts` in the package, which has no sources to bundle. */
export function bundleFunctions(directory?: string): Bundles {
  if (directory !== undefined) throw new Error("The package has its functions bundled already");
  return readPrebuilt();
}

export function bundleForwarder(name: ForwarderName): Bundle {
  return readPrebuilt()[name];
}

function readPrebuilt(): Bundles & Readonly<Record<ForwarderName, Bundle>> {
  const file = new URL("../prebuilt/functions.json.br", import.meta.url);
  return JSON.parse(brotliDecompressSync(readFileSync(file)).toString());
}
