import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { StartError } from "../start-error.ts";
import type { FunctionModel } from "../template/model.ts";

/** A file of a function's code and the export of it that handles events. */
export interface Bundle {
  readonly bundleUrl: string;
  readonly exportName: string;
}

/**
 * Finds what a function's handler, such as `index.handler`, names.
 *
 * @throws StartError if the code has no such file
 */
export function findBundle({ name, handler, codeDirectory }: FunctionModel): Bundle {
  const dot = handler.lastIndexOf(".");
  const stem = join(codeDirectory, handler.slice(0, dot));
  const file = [".mjs", ".js", ".cjs"].map((extension) => stem + extension).find(existsSync);
  if (!file) throw new StartError(`The code of ${name} has no file for its handler ${handler}.`);
  return { bundleUrl: pathToFileURL(file).href, exportName: handler.slice(dot + 1) };
}
