import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** `node_modules/a/node_modules/@b/c/index.js` is of the package in the innermost `node_modules`. */
const packageDirectory = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

/**
 * The licences of all packages whose code is inside the bundles, which these licences ask for.
 *
 * @param inputs the bundled files, by path from the root
 * @throws Error if a package says nothing about its licence
 */
export async function licencesOf(root: string, inputs: Iterable<string>): Promise<string> {
  const notices = await Promise.all(packagesOf(inputs).map((each) => noticeOf(join(root, each))));
  return groupedByText(notices);
}

/** The directories of the packages that files are of, by path from the root. */
export function packagesOf(inputs: Iterable<string>): readonly string[] {
  const directories = [...inputs].flatMap((input) => packageDirectory.exec(input)?.[0] ?? []);
  return [...new Set(directories)];
}

interface Notice {
  readonly title: string;
  readonly text: string;
}

async function noticeOf(directory: string): Promise<Notice> {
  const manifest = JSON.parse(await readFile(join(directory, "package.json"), "utf8"));
  const title = `${manifest.name} ${manifest.version} (${manifest.license})`;
  const file = (await readdir(directory)).find((name) => /^licen[cs]e/i.test(name));
  if (file === undefined && typeof manifest.license !== "string") {
    throw new Error(`${manifest.name} does not say what its licence is`);
  }
  return { title, text: file ? (await readFile(join(directory, file), "utf8")).trim() : "" };
}

/** Packages of one family share a text of 10 KB. */
function groupedByText(notices: readonly Notice[]): string {
  const titles = new Map<string, string[]>();
  for (const { title, text } of notices) titles.set(text, [...(titles.get(text) ?? []), title]);
  const parts = [...titles].map(([text, of]) => `${[...new Set(of)].sort().join("\n")}\n\n${text}`);
  return `The bundles hold code of these packages.\n\n${parts.sort().join(`\n\n${"-".repeat(72)}\n\n`)}\n`;
}
