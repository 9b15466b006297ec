import * as z from "zod";
import { accountIdPattern } from "../../core/account/account-rules.ts";
import type { Config } from "../../core/config/config.ts";
import { requestIdPattern } from "../../core/event/logged-request.ts";
import { requestSchema } from "./json-schema.ts";
import type { Parameter, Reference } from "./types.ts";

const accountId: Parameter = {
  name: "account_id",
  in: "path",
  required: true,
  description: "The account's id, percent-encoded. A user may name their own account only.",
  schema: { type: "string", pattern: accountIdPattern },
  example: "acct_1",
};

const keyId = (keyPrefix: string): Parameter => ({
  name: "id",
  in: "path",
  required: true,
  description: `The key's public id: the 8 characters after \`${keyPrefix}\` in its \`key_prefix\`.`,
  schema: { type: "string", pattern: "^[0-9A-Za-z]{8}$" },
  example: "3kTMd92x",
});

const keyReference = (keyPrefix: string): Parameter => ({
  name: "id_or_prefix",
  in: "path",
  required: true,
  description: "The key's public id, or its `key_prefix`.",
  schema: { type: "string", pattern: `^(${keyPrefix})?[0-9A-Za-z]{8}$` },
  example: "3kTMd92x",
});

const requestId: Parameter = {
  name: "request_id",
  in: "path",
  required: true,
  description: "The `x-amzn-RequestId` header of the answer.",
  schema: { type: "string", pattern: requestIdPattern },
  example: "4ecac762-3c6f-4861-9705-91cdc4885d50",
};

const hours: Parameter = {
  name: "hours",
  in: "query",
  required: false,
  description: "How far back to search. The last hour is searched first.",
  schema: { type: "integer", minimum: 1, maximum: 720, default: 24 },
  example: 24,
};

const email: Parameter = {
  name: "email",
  in: "query",
  required: false,
  description: "Only accounts with this contact address, in upper or lower case.",
  schema: { type: "string", minLength: 3, maxLength: 254 },
  example: "ops@example.com",
};

const idPrefix: Parameter = {
  name: "id_prefix",
  in: "query",
  required: false,
  description: "Only accounts whose id begins with this text, to the letter.",
  schema: { type: "string", pattern: accountIdPattern },
  example: "acct_",
};

const limit: Parameter = {
  name: "limit",
  in: "query",
  required: false,
  description: "How many entries a page may have.",
  schema: { type: "integer", minimum: 1, maximum: 100, default: 20 },
  example: 20,
};

const cursor: Parameter = {
  name: "cursor",
  in: "query",
  required: false,
  description:
    "The `next_cursor` of the page before, to go on from there. Good only for the same list with the same filter.",
  schema: { type: "string", minLength: 1 },
  example: "eyJhIjoxfQ",
};

const isActive: Parameter = {
  name: "is_active",
  in: "query",
  required: false,
  description: "Only keys whose `is_active` is this.",
  schema: { type: "boolean" },
  example: true,
};

const include: Parameter = {
  name: "include",
  in: "query",
  required: false,
  description:
    "`usage` adds to each key how much it is used, and what is left of its quotas; `refusals` adds how often it was refused, and why; `usage,refusals` adds both.",
  schema: { type: "string", enum: ["usage", "refusals", "usage,refusals"] },
  example: "usage",
};

const accountInclude: Parameter = {
  ...include,
  description: "`refusals` adds how often the account's keys were refused, and why.",
  schema: { type: "string", enum: ["refusals"] },
  example: "refusals",
};

const dryRun: Parameter = {
  name: "dry_run",
  in: "query",
  required: false,
  description: "Whether to say only what would happen, and write nothing.",
  schema: { type: "boolean", default: false },
  example: true,
};

const ip: Parameter = {
  name: "ip",
  in: "query",
  required: false,
  description:
    "The caller's IPv4 or IPv6 address. Left out, it is taken for one that the key's allow list has.",
  schema: { type: "string", pattern: "^[0-9A-Fa-f:.]+$" },
  example: "203.0.113.7",
};

function scope({ scopes }: Pick<Config, "scopes">): Parameter {
  const names = Object.keys(scopes);
  return {
    name: "scope",
    in: "query",
    required: false,
    description: "The scope that the route wants. Left out, it wants none.",
    schema: { type: "string", enum: names },
    example: names[0] ?? "",
  };
}

const cost: Parameter = {
  name: "cost",
  in: "query",
  required: false,
  description: "The units that the request costs.",
  schema: { type: "integer", minimum: 1, maximum: 1000, default: 1 },
  example: 1,
};

/** What a server or gateway says of its own caller's request. */
export function verifyParameters(config: Pick<Config, "scopes">): Parameter[] {
  return [
    { ...cost, description: "Units to count." },
    { ...scope(config), description: "The scope that your route wants. Left out, it wants none." },
    {
      ...ip,
      description:
        "The address of your own caller, for keys with an allow list. It counts only if you ask from an address in the configured `verify.from`; from such an address, a key with an allow list is refused without it.",
    },
  ];
}

const idempotencyKey: Parameter = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description:
    "A unique text of yours, of visible ASCII characters. For 24 hours a request with the same key and body makes nothing new: it is answered 200 with what the first one made, without the secret, and with `Idempotency-Replayed: true`.",
  schema: { type: "string", pattern: "^[!-~]{1,255}$" },
  example: "4f9c1d7e-order-1042",
};

const ifNoneMatch: Parameter = {
  name: "If-None-Match",
  in: "header",
  required: false,
  description: "The `ETag` of the catalogue that you have; where it is still the same, 304.",
  schema: { type: "string" },
  example: '"47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"',
};

/** `components.parameters`, by their names on the wire, or by more where calls differ. */
export function parametersFor(
  config: Pick<Config, "keyPrefix" | "scopes">,
): Readonly<Record<string, Parameter>> {
  const ofLists = [limit, cursor, email, idPrefix, isActive, include];
  const ofRequest = [ip, scope(config), cost];
  const all = [
    accountId,
    keyId(config.keyPrefix),
    keyReference(config.keyPrefix),
    requestId,
    hours,
    ...ofLists,
    dryRun,
    ...ofRequest,
  ];
  const named = [...all, idempotencyKey, ifNoneMatch].map((each) => [each.name, each] as const);
  return { ...Object.fromEntries(named), account_include: accountInclude };
}

/** The names, which are of no configuration. */
const known = parametersFor({ keyPrefix: "", scopes: {} });

/** @throws Error where no such parameter is described */
export function parameter(name: string): Reference {
  if (!Object.hasOwn(known, name)) throw new Error(`the parameter ${name} is not described`);
  return { $ref: `#/components/parameters/${name}` };
}

/**
 * The parameters that a query's validator knows. On the wire they are text, which is what its
 * schema speaks of; what they mean is described here, and a test holds the two together.
 */
export function queryParameters(query: z.ZodObject): Reference[] {
  const { properties } = z
    .object({ properties: z.record(z.string(), z.unknown()) })
    .parse(requestSchema(query));
  return Object.keys(properties).map(parameter);
}

/** The parameters in braces in a path. */
export function pathParameters(path: string): Reference[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => parameter(name));
}
