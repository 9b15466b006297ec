import * as z from "zod";
import {
  accountGrammar,
  certificateGrammar,
  clientIdGrammar,
  domainGrammar,
  greatestAuditDays,
  importedPrefixGrammar,
  integer,
  isAddressOrBlock,
  isCallbackUrl,
  isIssuerUrl,
  isScope,
  regionGrammar,
  text,
} from "./values.ts";

/** CloudWatch Logs API reference, PutRetentionPolicy, retentionInDays. */
const logDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
] as const;

const boolean = z.boolean("must be true or false");

/** "Throttle quota per account": Amazon API Gateway quotas. An account may have more if it asks. */
const throttle = z.strictObject({ ratePerSecond: integer(100_000), burst: integer(100_000) });

const domain = z.strictObject({
  name: text(domainGrammar, "must be a host name in lower case, such as keys.example.com"),
  certificateArn: text(certificateGrammar, "must be the ARN of a certificate in us-east-1"),
});

const issuer = z.strictObject({
  url: z
    .string("must be an https URL")
    .refine(isIssuerUrl, "must be an https URL without user, query or fragment"),
  audience: text(/^\S.{0,255}$/, "must be 1 to 256 characters"),
  clientId: text(clientIdGrammar, "must be 1 to 256 of A-Z, a-z, 0-9 and . _ ~ : @ / -"),
  scope: z
    .string("must be text")
    .refine(isScope, "must be scopes with a space between them, openid among them")
    .default("openid email"),
});

/** They are in the management authorizer's environment, whose 4 KB hold the settings too. */
const mostRoleValues = 5;

const roleValues = z
  .array(
    text(/^[^\p{Cc}]{1,100}$/u, "must be 1 to 100 characters"),
    "must be a list of the claim's values",
  )
  .max(mostRoleValues, `must be at most ${mostRoleValues} values`)
  .default([]);

const operators = z
  .strictObject({
    claim: text(/^\S.{0,127}$/, "must be the name of a claim"),
    admin: roleValues,
    support: roleValues,
  })
  .refine(
    ({ admin, support }) => admin.length + support.length > 0,
    "must have a value for admin or support",
  );

const imported = z.union(
  [
    z.literal(["none", "any"]),
    z.strictObject({
      prefix: text(importedPrefixGrammar, "must be 3 to 32 of A-Z, a-z, 0-9, _ and -"),
    }),
  ],
  { error: 'must be "none", "any" or { prefix } of 3 to 32 of A-Z, a-z, 0-9, _ and -' },
);

/** They are in the authorizer's environment, where the longest take 52 bytes each beside the settings. */
const mostTrusted = 16;

const verify = z.strictObject({
  from: z
    .array(
      z
        .string("must be an address or a CIDR block")
        .refine(isAddressOrBlock, "must be an IPv4 or IPv6 address, or a CIDR block other than /0"),
      "must be a list of addresses",
    )
    .max(mostTrusted, `must be at most ${mostTrusted} addresses`),
});

/** What is decided for each deployment. */
export const stageShape = {
  account: text(accountGrammar, "must be 12 digits").optional(),
  region: text(regionGrammar, "must be an AWS region, such as eu-central-1"),
  domain: domain.optional(),
  issuer: issuer.optional(),
  accountClaim: text(/^\S.{0,127}$/, "must be the name of a claim").default("sub"),
  operators: operators.optional(),
  callbackUrls: z
    .array(
      z
        .string("must be a URL")
        .refine(isCallbackUrl, "must be an https URL, or an http://localhost one"),
      "must be a list of URLs",
    )
    .default([]),
  selfSignUp: boolean.default(false),
  retention: z.strictObject({
    whenDeleted: z.enum(["destroy", "keep"], "must be destroy or keep"),
    logDays: z.literal(logDays, `must be one of ${logDays.join(", ")}`),
    auditDays: integer(greatestAuditDays).optional(),
  }),
  throttles: z.strictObject({ public: throttle, management: throttle }),
  alarms: z
    .union([
      z.literal(false),
      z.strictObject({ email: z.email("must be an e-mail address").optional() }),
    ])
    .default(false),
  priceClass: z.enum(["100", "200", "all"], "must be 100, 200 or all").default("100"),
  verify: verify.optional(),
  keys: z.strictObject({ imported }).default({ imported: "none" }),
};

interface SignInInPlace {
  readonly issuer?: object | undefined;
  readonly callbackUrls: readonly string[];
}

export function checkSignIn(
  { issuer, callbackUrls }: SignInInPlace,
  refuse: (message: string, ...path: string[]) => void,
): void {
  if (!issuer || callbackUrls.length === 0) return;
  refuse("are for the user pool, which the issuer replaces", "callbackUrls");
}

/** One deployment of the product. */
export const stageSchema = z.strictObject(stageShape).superRefine((stage, context) => {
  checkSignIn(stage, (message, ...path) => context.addIssue({ code: "custom", message, path }));
});
