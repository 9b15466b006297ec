import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { StartError } from "../start-error.ts";
import type { FunctionModel } from "../template/model.ts";

/** A file of a function's code and the export of it that handles events. */
export type Bundle =
  | { readonly language: "javascript"; readonly bundleUrl: string; readonly exportName: string }
  | { readonly language: "python"; readonly module: string; readonly exportName: string };

const javaScriptFiles = [".mjs", ".js", ".cjs"];

/**
 * Finds what a function's handler, such as `index.handler`, names.
 *
 * @throws StartError if the code has no such file
 */
export function findBundle({ name, handler, runtime, codeDirectory }: FunctionModel): Bundle {
  const isPython = runtime.startsWith("python");
  const dot = handler.lastIndexOf(".");
  const module = handler.slice(0, dot);
  const exportName = handler.slice(dot + 1);
  const stem = join(codeDirectory, isPython ? module.replaceAll(".", "/") : module);
  const extensions = isPython ? [".py"] : javaScriptFiles;
  const file = extensions.map((extension) => stem + extension).find(existsSync);
  if (!file) throw new StartError(`The code of ${name} has no file for its handler ${handler}.`);
  if (isPython) return { language: "python", module, exportName };
  return { language: "javascript", bundleUrl: pathToFileURL(file).href, exportName };
}
