import * as z from "zod";
import type { Selection } from "./model.ts";

const ignored = z.unknown().optional();
const names = z.array(z.string()).default([]);
const choice = z.enum(["none", "all", "whitelist", "allExcept"]);

const cookies = z
  .strictObject({ CookieBehavior: choice, Cookies: names })
  .transform(({ CookieBehavior, Cookies }) => selection(CookieBehavior, Cookies));

const queryStrings = z
  .strictObject({ QueryStringBehavior: choice, QueryStrings: names })
  .transform((config) => selection(config.QueryStringBehavior, config.QueryStrings));

export const cachePolicyProperties = z.strictObject({
  CachePolicyConfig: z.strictObject({
    // Seconds for which CloudFront keeps an answer that says nothing of it, and at least.
    DefaultTTL: z.number(),
    MinTTL: z.number(),
    MaxTTL: z.number(),
    ParametersInCacheKeyAndForwardedToOrigin: z.strictObject({
      EnableAcceptEncodingBrotli: z.boolean().default(false),
      EnableAcceptEncodingGzip: z.boolean(),
      HeadersConfig: z.strictObject({
        HeaderBehavior: z.enum(["none", "whitelist"]),
        Headers: names,
      }),
      CookiesConfig: cookies,
      QueryStringsConfig: queryStrings,
    }),
    Name: ignored,
    Comment: ignored,
  }),
});

export const originRequestPolicyProperties = z.strictObject({
  OriginRequestPolicyConfig: z.strictObject({
    HeadersConfig: z.strictObject({
      HeaderBehavior: z.enum([
        "none",
        "allViewer",
        "whitelist",
        "allExcept",
        "allViewerAndWhitelistCloudFront",
      ]),
      Headers: names,
    }),
    CookiesConfig: cookies,
    QueryStringsConfig: queryStrings,
    Name: ignored,
    Comment: ignored,
  }),
});

function selection(kind: z.infer<typeof choice>, listed: readonly string[]): Selection {
  if (kind === "none") return { kind };
  if (kind === "all") return { kind };
  return { kind: kind === "whitelist" ? "listed" : kind, names: listed };
}
