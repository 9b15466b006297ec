/*
 * Examples to paste, to see a new key work. They need only the language's standard library. A key and
 * an origin contain no character that needs escaping in any of these languages.
 */

export interface Example {
  readonly id: string;
  readonly language: string;
  /** The example with a whole key in it. */
  code(secret: string): string;
}

/** @param origin such as `https://api.example.com` */
export function examplesFor(origin: string): Example[] {
  const url = `${origin}/api/v1/models`;
  return [
    {
      id: "curl",
      language: "cURL",
      code: (secret) => `curl ${url} \\\n  -H "Authorization: Bearer ${secret}"`,
    },
    { id: "javascript", language: "JavaScript", code: (secret) => javascript(url, secret) },
    { id: "python", language: "Python", code: (secret) => python(url, secret) },
    { id: "go", language: "Go", code: (secret) => go(url, secret) },
  ];
}

function javascript(url: string, secret: string): string {
  return `const response = await fetch("${url}", {
  headers: { Authorization: "Bearer ${secret}" },
});
if (!response.ok) throw new Error(await response.text());
console.log(await response.json());`;
}

function python(url: string, secret: string): string {
  return `import json
from urllib.request import Request, urlopen

request = Request(
    "${url}",
    headers={"Authorization": "Bearer ${secret}"},
)
with urlopen(request) as response:
    print(json.load(response))`;
}

function go(url: string, secret: string): string {
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
	request.Header.Set("Authorization", "Bearer ${secret}")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	io.Copy(os.Stdout, response.Body)
}`;
}
