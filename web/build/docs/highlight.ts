import hljs from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import go from "highlight.js/lib/languages/go";
import http from "highlight.js/lib/languages/http";
import ini from "highlight.js/lib/languages/ini";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import plaintext from "highlight.js/lib/languages/plaintext";
import python from "highlight.js/lib/languages/python";
import { Html } from "./html.ts";

/** The languages that code blocks may be in. Only these are loaded: all would take half a second. */
const grammars = { bash, go, http, javascript, json, python, text: plaintext, toml: ini };

for (const [name, grammar] of Object.entries(grammars)) hljs.registerLanguage(name, grammar);

export type CodeLanguage = keyof typeof grammars;

export function isCodeLanguage(name: string): name is CodeLanguage {
  return Object.hasOwn(grammars, name);
}

/** Has no colour, and would be a sixth of the API reference. */
const punctuation = /<span class="hljs-punctuation">([^<]*)<\/span>/g;

/** Marks up code with highlight.js's classes, which `web/docs/style/code.css` colours. */
export function highlight(code: string, language: CodeLanguage): Html {
  return new Html(hljs.highlight(code, { language }).value.replace(punctuation, "$1"));
}
