import type { Config } from "../../core/config/config.ts";
import packageFile from "../../package.json" with { type: "json" };

export function infoFor({ product }: Pick<Config, "product">) {
  return {
    title: `${product.name} API`,
    version: packageFile.version,
    summary: "API keys for any API: who may call, how often, and who says so.",
    description: [
      "**Public API**, `/v1`: what your customers call with an API key. Each answer says what is left of the key's quota.",
      "**Management API**, `/manage/v1`: accounts and their keys, for operators, billing systems and signed-in users.",
      'Every error is `application/json`: on the public API exactly `{ "error": "message" }`; on the management API with a stable `code` besides, and with `fields` if fields are at fault. Times are RFC 3339 in UTC.',
      "A change acts on the next request: what starts after the answer to a revocation, a pause, a change of plan or of limit is judged by the new state.",
      'A path or method that is not in this document is answered 404 `{ "error": "Not found" }`, below `/manage` with the code `not_found`.',
    ].join("\n\n"),
    license: { name: packageFile.license, identifier: packageFile.license },
  } as const;
}

export const tags = [
  { name: "Models", description: "The catalogue of models, for callers with an API key." },
  { name: "Caller", description: "What the API knows of the key that calls it." },
  {
    name: "Accounts",
    description: "Your customers and what they pay for. For operators; users may see their own.",
  },
  {
    name: "Keys",
    description:
      "Creating, changing, rotating and revoking keys. For operators, and for users in their own account.",
  },
  { name: "Audit", description: "Who did what to an account and its keys, and when." },
  {
    name: "Operations",
    description: "What happened to a request, and how the service is. For operators.",
  },
  {
    name: "Leaks",
    description: "For whoever finds a key where it should not be: a scanner, or a person.",
  },
  { name: "Description", description: "This document." },
] as const;

export type TagName = (typeof tags)[number]["name"];
