import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "@jest/globals";

/** Reach: the Markdown documents of the repository, without the pages of web/docs. */
const root = fileURLToPath(new URL("../..", import.meta.url));
const documents = markdownIn("").filter((path) => !path.startsWith(join("web", "docs")));

describe("the links of", () => {
  it.each(documents)("%s lead to files and headings", (path) => {
    expect(brokenLinks(path)).toEqual([]);
  });
});

it("README can be read in five minutes: at most 1,150 words beside code and tables", () => {
  const prose = withoutCode(read("README.md")).replace(/^\|.*$/gm, "");
  expect(prose.split(/\s+/).length).toBeLessThan(1_150);
});

describe("CONTRIBUTING", () => {
  const text = read("CONTRIBUTING.md");

  it("names files that exist", () => {
    const named = filesNamedIn(text);
    expect(named.length).toBeGreaterThan(40);
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it.each([
    ["**A request:**", 20],
    ["**A create:**", 15],
  ])("counts the files of %s", (heading, count) => {
    const [, list = ""] = text.split(heading);
    const [, named = ""] = list.split("\n\n");
    expect(list).toMatch(new RegExp(`^[^\n]* ${count} files`));
    expect(new Set(filesNamedIn(named)).size).toBe(count);
  });
});

/** Paths of source files in code spans; `a/{b,c}.ts` are two. */
function filesNamedIn(markdown: string): string[] {
  return [...markdown.matchAll(/`(\w[^`\s]*\/[^`\s]*\.ts)`/g)].flatMap(([, path = ""]) => {
    const [, before = "", names = "", after = ""] = /^(.*)\{(.*)\}(.*)$/.exec(path) ?? [];
    return names === "" ? [path] : names.split(",").map((name) => `${before}${name}${after}`);
  });
}

function markdownIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isFile()) return path.endsWith(".md") ? [path] : [];
    const isOurs =
      !entry.name.startsWith(".") && !["node_modules", "dist", "cdk.out"].includes(entry.name);
    return entry.isDirectory() && isOurs ? markdownIn(path) : [];
  });
}

function brokenLinks(path: string): string[] {
  const links = [...withoutCode(read(path)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, to = ""]) => to);
  return links.filter((link) => !/^(https?|mailto):/.test(link) && !leadsSomewhere(path, link));
}

function leadsSomewhere(from: string, link: string): boolean {
  const [file = "", anchor] = link.split("#");
  const target = file === "" ? from : relative(root, join(root, dirname(from), file));
  if (!existsSync(join(root, target))) return false;
  return anchor === undefined || headingIds(read(target)).includes(anchor);
}

/** Ids of headings, as GitHub derives them: lower case, no punctuation, hyphens for spaces. */
function headingIds(markdown: string): string[] {
  return [...withoutCode(markdown).matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

function withoutCode(markdown: string): string {
  return markdown.replace(/^```.*?^```/gms, "");
}

function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}
