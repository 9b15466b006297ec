/** A page as it is written: a title, a paragraph that says what the page is for, and the text. */
export interface PageSource {
  readonly title: string;
  /** Plain text: search engines show it, too. */
  readonly description: string;
  readonly body: string;
}

const grammar = /^# (?<title>[^\n]+)\n\n(?<description>[^#\n].*?)\n\n(?<body>.*)$/s;

/** @throws Error if the text does not begin with a title and a paragraph without markup */
export function parsePageSource(text: string): PageSource {
  const { title, description, body } = grammar.exec(text)?.groups ?? {};
  if (title === undefined || description === undefined || body === undefined) {
    throw new Error("does not begin with a title and a paragraph");
  }
  if (/[`*_[\]]/.test(description)) throw new Error("has markup in its first paragraph");
  return { title, description: description.replaceAll("\n", " "), body };
}
