import { readFileSync } from "node:fs";
import { anchorOf } from "./markdown.ts";

/**
 * The changelog as the body of a page. Its links into the repository become plain text: the page may
 * be read where there is none.
 *
 * Releases have headings of the same names within them, so those get the release's name in front.
 */
export function changelogBody(): string {
  const text = readFileSync(new URL("../../../CHANGELOG.md", import.meta.url), "utf8");
  let release = "";
  return text
    .replace(/^# .*\n/, "")
    .replace(/\[([^\]]+)\]\((?!https:)[^)]*\)/g, "$1")
    .split("\n")
    .map((line) => {
      const [, level = "", title = ""] = /^(#{2,3}) (.*)$/.exec(line) ?? [];
      if (level === "##") release = title;
      const name = level === "###" ? `${release} ${title}` : title;
      return level === "" ? line : `${level} ${title} {#${anchorOf(name)}}`;
    })
    .join("\n");
}
