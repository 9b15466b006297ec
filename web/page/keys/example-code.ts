/*
 * How to store a new key and use it, to paste. No example has the key in it, since source code and
 * the history of a shell outlive their purpose; only the line for a `.env` file does. The examples
 * need only the language's standard library.
 */

export interface Example {
  readonly id: string;
  readonly label: string;
  readonly code: string;
}

/** `LATCHKEY_API_KEY` for a product that is called Latchkey. */
export function variableFor(product: string): string {
  const words = product.normalize("NFKD").replace(/\p{M}/gu, "").toUpperCase();
  const name = words.replace(/[^A-Z0-9]+/g, "_").replace(/^[_0-9]+|_+$/g, "");
  return name === "" ? "API_KEY" : `${name}_API_KEY`;
}

/** Ways to store a key that ask for it, so that it stays out of the history. @param variable see `variableFor` */
export function storingIn(variable: string): Example[] {
  const name = variable.toLowerCase().replaceAll("_", "-");
  return [
    {
      id: "bash",
      label: "Bash, Zsh",
      code: `printf "API key: "; read -rs ${variable}; export ${variable}`,
    },
    { id: "fish", label: "fish", code: `read -gxsP "API key: " ${variable}` },
    {
      id: "powershell",
      label: "PowerShell",
      code: `$env:${variable} = [Net.NetworkCredential]::new("",\n  (Read-Host -AsSecureString "API key")).Password`,
    },
    {
      id: "aws",
      label: "AWS",
      code: `read -rs key && printf %s "$key" | aws secretsmanager create-secret \\\n  --name ${name} --secret-string file:///dev/stdin; unset key`,
    },
    {
      id: "google",
      label: "Google Cloud",
      code: `read -rs key && printf %s "$key" | gcloud secrets create ${name} --data-file=-; unset key`,
    },
    { id: "github", label: "GitHub", code: `gh secret set ${variable}` },
  ];
}

/**
 * Calls of the API with a key that is stored.
 *
 * @param origin such as `https://api.example.com`
 * @param variable see `variableFor`
 */
export function examplesFor(origin: string, variable: string): Example[] {
  const url = `${origin}/api/v1/models`;
  return [
    {
      id: "curl",
      label: "cURL",
      code: `curl ${url} \\\n  -H "Authorization: Bearer $${variable}"`,
    },
    { id: "javascript", label: "JavaScript", code: javascript(url, variable) },
    { id: "python", label: "Python", code: python(url, variable) },
    { id: "go", label: "Go", code: go(url, variable) },
    {
      id: "powershell",
      label: "PowerShell",
      code: `Invoke-RestMethod ${url} \`\n  -Headers @{ Authorization = "Bearer $env:${variable}" }`,
    },
  ];
}

function javascript(url: string, variable: string): string {
  return `const response = await fetch("${url}", {
  headers: { Authorization: \`Bearer \${process.env.${variable}}\` },
});
if (!response.ok) throw new Error(await response.text());
console.log(await response.json());`;
}

function python(url: string, variable: string): string {
  return `import json
import os
from urllib.request import Request, urlopen

request = Request(
    "${url}",
    headers={"Authorization": f"Bearer {os.environ['${variable}']}"},
)
with urlopen(request) as response:
    print(json.load(response))`;
}

function go(url: string, variable: string): string {
  return `package main

import (
	"io"
	"log"
	"net/http"
	"os"
)

func main() {
	request, err := http.NewRequest("GET", "${url}", nil)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+os.Getenv("${variable}"))
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	io.Copy(os.Stdout, response.Body)
}`;
}
