import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { libraryEntries } from "./entries.ts";

const run = promisify(execFile);

/** Declarations name each other by `from "./x.ts"` and `import("./x.ts")`. */
const imports = /\b(?:from|import)\s*\(?\s*"(\.[^"]+)"/g;

/**
 * Writes the declarations that users of the exports can reach, once for ES modules and once for
 * CommonJS: TypeScript takes a file for one or the other by the nearest package.json.
 *
 * @throws Error with the compiler's account
 */
export async function writeDeclarations(root: string, dist: string): Promise<void> {
  const scratch = await mkdtemp(join(root, ".latchkey-types-"));
  try {
    const all = join(scratch, "types");
    const project = join(scratch, "tsconfig.json");
    await writeFile(project, JSON.stringify(projectFor(root, all)));
    await run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", project]);
    for (const file of await reachable(all)) {
      for (const target of ["esm/types", "cjs/types"]) {
        const place = join(dist, target, relative(all, file));
        await mkdir(dirname(place), { recursive: true });
        await cp(file, place);
      }
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function projectFor(root: string, outDir: string): object {
  return {
    extends: join(root, "tsconfig.json"),
    compilerOptions: {
      noEmit: false,
      emitDeclarationOnly: true,
      declaration: true,
      allowImportingTsExtensions: false,
      rewriteRelativeImportExtensions: true,
      rootDir: root,
      outDir,
    },
    include: [],
    files: Object.values(libraryEntries).map((file) => join(root, file)),
  };
}

async function reachable(all: string): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const queue = Object.values(libraryEntries).map((file) => declarationOf(join(all, file)));
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    const text = await readFile(file, "utf8");
    for (const [, target = ""] of text.matchAll(imports)) {
      queue.push(declarationOf(join(dirname(file), target)));
    }
  }
  return found;
}

function declarationOf(module: string): string {
  return module.replace(/\.[jt]s$/, ".d.ts");
}
