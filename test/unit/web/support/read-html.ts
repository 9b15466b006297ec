/** An element's start, as a browser would read it. */
export interface StartTag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

const voidElements = ["br", "hr", "img", "input", "link", "meta", "wbr"];
const tag = /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"<>]*")?)*)\s*>/g;

/**
 * The elements of a page of ours, in their order.
 *
 * @throws Error where the page is not well-formed: an element that is not closed or in the wrong
 *   order, an attribute twice or without quotes, or a `<` that begins no element
 */
export function readElements(page: string): StartTag[] {
  const elements: StartTag[] = [];
  const open: string[] = [];
  const rest = page.replace(/^<!doctype html>/, "").replace(tag, (whole, slash, name, text) => {
    if (slash === "/") {
      const last = open.pop();
      if (last !== name) throw new Error(`</${name}> closes <${last}>`);
      return "";
    }
    elements.push({ name, attributes: readAttributes(whole, text) });
    if (!voidElements.includes(name)) open.push(name);
    return "";
  });
  if (open.length > 0) throw new Error(`<${open.at(-1)}> is not closed`);
  const stray = /[<>].{0,40}/.exec(rest);
  if (stray) throw new Error(`a stray ${stray[0]}`);
  return elements;
}

function readAttributes(whole: string, text: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = "", value = ""] of text.matchAll(/([a-z-]+)(?:="([^"]*)")?/g)) {
    if (attributes.has(name)) throw new Error(`${name} is there twice in ${whole}`);
    attributes.set(name, value);
  }
  return attributes;
}
