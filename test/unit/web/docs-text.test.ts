import { describe, expect, it } from "@jest/globals";
import { fillIn } from "../../../web/build/docs/facts.ts";
import { html } from "../../../web/build/docs/html.ts";
import { jsonText } from "../../../web/build/docs/json-text.ts";
import { renderMarkdown } from "../../../web/build/docs/markdown.ts";
import { parsePageSource } from "../../../web/build/docs/page-source.ts";

const fence = (info: string) => `\`\`\`${info}\nx\n\`\`\`\n\n`;
const render = (source: string) => renderMarkdown(source).body.markup;

describe("a template of markup", () => {
  it("escapes texts, in attributes too, and leaves markup", () => {
    const text = `<b onclick='x'>"&`;
    expect(html`<a title="${text}">${html`<i>${text}</i>`}</a>`.markup).toBe(
      `<a title="&#60;b onclick=&#39;x&#39;&#62;&#34;&#38;"><i>&#60;b onclick=&#39;x&#39;&#62;&#34;&#38;</i></a>`,
    );
  });
});

describe("Markdown", () => {
  it("makes headings that link to themselves, and lists them", () => {
    const { body, headings } = renderMarkdown("## Who `may` call?\n");
    expect(headings).toEqual([{ level: 2, id: "who-may-call", text: "Who may call?" }]);
    expect(body.markup).toBe(
      '<h2 id="who-may-call"><a href="#who-may-call">Who <code>may</code> call?</a></h2>\n',
    );
  });

  it("shows markup as text", () => {
    expect(render("<script>x</script>\n")).toBe("<p>&lt;script&gt;x&lt;/script&gt;</p>\n");
  });

  it("aligns columns without a style in the markup", () => {
    expect(render("| a | b |\n| --- | ---: |\n| 1 | 2 |\n")).not.toContain("style");
  });

  it("puts the four languages into one group", () => {
    const languages = ["bash", "javascript", "python", "go"];
    const source = languages.map((language) => fence(`${language} tab run`)).join("");
    expect(render(`${source}Text.\n`).match(/class="(tabs|panel)"/g)).toHaveLength(5);
  });

  it.each([
    ["a language is missing", `${fence("bash tab")}${fence("javascript tab")}`, "tabs are of"],
    ["a language is unknown", fence("cobol"), "cobol"],
    ["a purpose is unknown", fence("bash walk"), "bash walk"],
    ["a block is meant for two purposes", fence("bash run answer"), "bash run answer"],
  ])("is refused where %s", (_, source, reason) => {
    expect(() => render(source)).toThrow(reason);
  });
});

describe("a page's source", () => {
  it("begins with its title and what it is for", () => {
    expect(parsePageSource("# Errors\n\nWhat can\ngo wrong.\n\n## One\n")).toEqual({
      title: "Errors",
      description: "What can go wrong.",
      body: "## One\n",
    });
  });

  it.each([
    "Text.\n\nText.\n",
    "# Title\n\n## Two\n\nText.\n",
    "# Title\n\nHas `code`.\n\nText.\n",
  ])("is refused without: %j", (source) => {
    expect(() => parsePageSource(source)).toThrow("paragraph");
  });
});

describe("a fact", () => {
  it("is filled in by its name", () => {
    expect(fillIn("at most {{most}}", new Map([["most", "10"]]))).toBe("at most 10");
  });

  it("that nobody knows is an error", () => {
    expect(() => fillIn("{{most}}", new Map())).toThrow("{{most}}");
  });
});

describe("JSON to be read", () => {
  it("has lists of plain values on one line, and means the same", () => {
    const value = { data: [{ types: ["text", "image"], none: [], text: "[ a, b ]" }] };
    expect(jsonText(value)).toContain('"types": ["text", "image"]');
    expect(JSON.parse(jsonText(value))).toEqual(value);
  });
});
