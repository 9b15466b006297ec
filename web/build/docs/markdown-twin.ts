import { type Html, plainText, unescaped } from "./html.ts";

/*
 * Every page as Markdown, for programs that read documentation. Written pages are Markdown already;
 * the reference is only HTML, of the few forms that its renderer makes.
 */

/** The Markdown of a written page, without what only the tests read of its code blocks. */
export function twinOf(source: string): string {
  return source
    .replace(/^([ ]*```\w+).*$/gm, "$1")
    .replace(/^(#{2,4} .*?) \{#[\w-]+\}$/gm, "$1")
    .trim();
}

const figure =
  /<figure class="code" data-language="(\w+)".*?<code class="hljs">(.*?)<\/code><\/pre><\/figure>/gs;

/** Markup of the reference as Markdown. */
export function markdownOf({ markup }: Html): string {
  const blocks: string[] = [];
  const text = markup
    .replace(figure, (_, language: string, code: string) => {
      blocks.push(`\`\`\`${language}\n${plainText(code).trimEnd()}\n\`\`\``);
      return `\n\n[[block ${blocks.length - 1}]]\n\n`;
    })
    .replace(/<div class="tab-list">.*?<\/div>|<details class="try">.*?<\/details>/gs, "")
    .replace(/<h([2-4])[^>]*>(?:<a[^>]*>)?(.*?)(?:<\/a>)?<\/h\1>/gs, (_, level: string, inner) => {
      return `\n\n${"#".repeat(Number(level))} ${inner}\n\n`;
    })
    .replace(/<a href="([^"]*)"[^>]*>(.*?)<\/a>/gs, "[$2]($1)")
    .replace(/<code[^>]*>(.*?)<\/code>/gs, (_, inner: string) => `\`${plainText(inner)}\``)
    .replace(/<\/?strong>/g, "**")
    .replace(/<li[^>]*>/g, "\n- ")
    .replace(/<\/(?:p|summary|section|ul|div)>/g, "\n\n")
    .replace(/<[^>]*>/g, "");
  return unescaped(text)
    .replace(/[ \t]+$/gm, "")
    .replace(/\n{2,}(?=- )/g, "\n")
    .replace(/(?<!^- .*)\n(?=- )/gm, "\n\n")
    .replace(/\n{3,}/g, "\n\n")
    .replace(/\[\[block (\d+)\]\]/g, (_, index: string) => blocks[Number(index)] ?? "")
    .trim();
}
