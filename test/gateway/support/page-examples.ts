/** A code block as a reader of a page of the documentation sees it. */
export interface PageExample {
  readonly language: string;
  /** `run`: a reader may run it. `answer`: what the one before it prints. `text`: neither. */
  readonly role: string;
  readonly code: string;
}

const figure =
  /<figure class="code" data-language="(\w+)" data-role="(\w+)">.*?<code class="hljs">(.*?)<\/code>/gs;

/** The code blocks of a built page, in their order. */
export function examplesIn(page: string): PageExample[] {
  return [...page.matchAll(figure)].map(([, language = "", role = "", markup = ""]) => ({
    language,
    role,
    code: textOf(markup),
  }));
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"' };

/** What a browser shows of highlighted code, and copies. */
export function textOf(markup: string): string {
  return markup
    .replace(/<[^>]*>/g, "")
    .replace(/&(?:#x(\w+)|#(\d+)|(\w+));/g, (_, hexadecimal, decimal, name) => {
      if (hexadecimal) return String.fromCodePoint(Number.parseInt(hexadecimal, 16));
      return decimal ? String.fromCodePoint(Number(decimal)) : (entities[name] ?? "");
    });
}
