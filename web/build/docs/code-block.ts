import { type CodeLanguage, highlight, isCodeLanguage } from "./highlight.ts";
import { type Html, html } from "./html.ts";

/** A fenced block, by its info string: the language, then what it is for. */
export interface CodeBlock {
  readonly code: string;
  readonly language: CodeLanguage;
  /** One of the four ways to say the same, of which a reader chooses one for all of the pages. */
  readonly isTab: boolean;
  /** `run`: the tests run it. `answer`: what the block before it prints; the tests compare them. */
  readonly role: "run" | "answer" | undefined;
}

const tabs: ReadonlyMap<CodeLanguage, string> = new Map([
  ["bash", "cURL"],
  ["javascript", "JavaScript"],
  ["python", "Python"],
  ["go", "Go"],
]);

const labels: Readonly<Record<CodeLanguage, string>> = {
  bash: "Shell",
  go: "Go",
  http: "HTTP",
  javascript: "JavaScript",
  json: "JSON",
  python: "Python",
  text: "Text",
  toml: "TOML",
};

/** @throws Error if the info string is not `<language> [tab] [run|answer]` */
export function parseCodeBlock(info: string, code: string): CodeBlock {
  const [language = "", ...words] = info.trim().split(/\s+/);
  if (!isCodeLanguage(language)) throw new Error(`no code can be in the language “${language}”`);
  const role = words.includes("run") ? "run" : words.includes("answer") ? "answer" : undefined;
  const isTab = words.includes("tab");
  const known = words.filter((word) => word === "tab" || word === role);
  if (known.length < words.length) throw new Error(`a code block says “${info}”`);
  return { code, language, isTab, role };
}

export function renderCodeBlock(block: CodeBlock): Html {
  return figure(block, block.role === "answer" ? "Answer" : labels[block.language]);
}

/**
 * The same in four languages. Without script all are shown, one after another; with it, the one
 * that the reader has chosen.
 *
 * @throws Error unless they are the four, in the one order: whichever is chosen has to be there
 */
export function renderTabs(blocks: readonly CodeBlock[]): Html {
  const languages = blocks.map(({ language }) => language);
  if (languages.join() !== [...tabs.keys()].join()) {
    throw new Error(`tabs are of ${[...tabs.keys()]}, not of ${languages}`);
  }
  const buttons = [...tabs].map(
    ([language, label]) =>
      html`<button type="button" data-language="${language}">${label}</button>`,
  );
  const panels = blocks.map(
    (block) =>
      html`<div class="panel" data-language="${block.language}">${figure(block, tabs.get(block.language) ?? "")}</div>\n`,
  );
  return html`<div class="tabs"><div class="tab-list">${buttons}</div>\n${panels}</div>\n`;
}

/** Wide code scrolls by itself, so it has to be reachable by keyboard. */
function figure({ code, language, role }: CodeBlock, label: string): Html {
  const marked = highlight(code.trimEnd(), language);
  return html`<figure class="code" data-language="${language}" data-role="${role ?? "text"}"><figcaption>${label}</figcaption><button type="button" class="copy">Copy</button><pre tabindex="0" role="group" aria-label="${label}"><code class="hljs">${marked}\n</code></pre></figure>\n`;
}
