import { type CodeBlock, renderTabs } from "../code-block.ts";
import { type Html, html } from "../html.ts";
import { jsonText } from "../json-text.ts";
import type { PlacedOperation } from "./placed-operation.ts";

/** A request as the four languages spell it. */
interface Sample {
  readonly method: string;
  /** With the examples of its parameters. */
  readonly path: string;
  /** The environment variable with the credential. */
  readonly credential: string | undefined;
  /** JSON, indented. */
  readonly body: string | undefined;
}

/** An operation's request in four languages, with the examples that the document has. */
export function renderSamples(placed: PlacedOperation): Html {
  const sample = sampleOf(placed);
  const block = (language: CodeBlock["language"], code: string): CodeBlock => ({
    language,
    code,
    isTab: true,
    role: undefined,
  });
  return html`<h3>Example</h3>\n${renderTabs([
    block("bash", curl(sample)),
    block("javascript", javascript(sample)),
    block("python", python(sample)),
    block("go", go(sample)),
  ])}`;
}

function sampleOf({ method, path, operation, parameters }: PlacedOperation): Sample {
  const [example] = Object.values(
    operation.requestBody?.content["application/json"].examples ?? {},
  );
  const placed = parameters
    .filter(({ in: place }) => place === "path")
    .reduce(
      (text, { name, example: value }) =>
        text.replace(`{${name}}`, encodeURIComponent(String(value))),
      path,
    );
  const [requirement] = operation.security.flatMap((each) => Object.keys(each));
  return {
    method,
    path: placed,
    credential:
      requirement && (requirement === "apiKey" ? "LATCHKEY_KEY" : "LATCHKEY_OPERATOR_TOKEN"),
    body: example && jsonText(example.value),
  };
}

function curl({ method, path, credential, body }: Sample): string {
  return [
    `curl --fail-with-body${method === "GET" ? "" : ` --request ${method}`} "$LATCHKEY_URL${path}"`,
    ...(credential ? [`  --header "Authorization: Bearer $${credential}"`] : []),
    ...(body === undefined
      ? []
      : [
          '  --header "Content-Type: application/json"',
          `  --data '${body.replaceAll("'", "'\\''")}'`,
        ]),
  ].join(" \\\n");
}

function javascript({ method, path, credential, body }: Sample): string {
  const headers = [
    ...(credential ? [`    Authorization: \`Bearer \${process.env.${credential}}\`,`] : []),
    ...(body === undefined ? [] : ['    "Content-Type": "application/json",']),
  ];
  return [
    `const response = await fetch(\`\${process.env.LATCHKEY_URL}${path}\`, {`,
    `  method: "${method}",`,
    ...(headers.length > 0 ? ["  headers: {", ...headers, "  },"] : []),
    ...(body === undefined ? [] : [`  body: JSON.stringify(${indented(body, "  ")}),`]),
    "});",
    "console.log(response.status, await response.text());",
  ].join("\n");
}

function python({ method, path, credential, body }: Sample): string {
  const headers = credential
    ? [`    headers={"Authorization": f"Bearer {os.environ['${credential}']}"},`]
    : [];
  return [
    "import os",
    "",
    "import requests",
    "",
    "response = requests.request(",
    `    "${method}",`,
    `    os.environ["LATCHKEY_URL"] + "${path}",`,
    ...headers,
    ...(body === undefined ? [] : [`    json=${indented(pythonLiteral(body), "    ")},`]),
    "    timeout=30,",
    ")",
    "print(response.status_code, response.text)",
  ].join("\n");
}

function go({ method, path, credential, body }: Sample): string {
  return [
    "package main",
    "",
    "import (",
    ...["fmt", "io", "log", "net/http", "os", ...(body === undefined ? [] : ["strings"])].map(
      (name) => `\t"${name}"`,
    ),
    ")",
    "",
    "func main() {",
    ...(body === undefined ? [] : [`\tbody := strings.NewReader(\`${body}\`)`]),
    `\trequest, err := http.NewRequest("${method}", os.Getenv("LATCHKEY_URL")+"${path}", ${body === undefined ? "nil" : "body"})`,
    ...failsOnError,
    ...(credential
      ? [`\trequest.Header.Set("Authorization", "Bearer "+os.Getenv("${credential}"))`]
      : []),
    ...(body === undefined ? [] : ['\trequest.Header.Set("Content-Type", "application/json")']),
    "\tresponse, err := http.DefaultClient.Do(request)",
    ...failsOnError,
    "\tdefer response.Body.Close()",
    "\ttext, err := io.ReadAll(response.Body)",
    ...failsOnError,
    "\tfmt.Println(response.StatusCode, string(text))",
    "}",
  ].join("\n");
}

const failsOnError = ["\tif err != nil {", "\t\tlog.Fatal(err)", "\t}"];

function indented(text: string, indent: string): string {
  return text.replaceAll("\n", `\n${indent}`);
}

/** JSON as Python spells it. */
function pythonLiteral(json: string): string {
  const words: Readonly<Record<string, string>> = { true: "True", false: "False", null: "None" };
  return json.replace(
    /("(?:[^"\\]|\\.)*")|\b(true|false|null)\b/g,
    (whole, text: string | undefined, word: string) => text ?? words[word] ?? whole,
  );
}
