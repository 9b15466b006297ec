import * as z from "zod";
import { auditActions } from "../../core/event/audit-event.ts";
import { urlFault } from "../../core/webhook/endpoint.ts";
import { addresses, reservedConcurrency, throttles, webAcl } from "./flood-schema.ts";
import {
  accountGrammar,
  certificateGrammar,
  clientIdGrammar,
  domainGrammar,
  greatestAuditDays,
  hostedZoneIdGrammar,
  importedPrefixGrammar,
  integer,
  isCallbackUrl,
  isIssuerUrl,
  isScope,
  policyGrammar,
  regionGrammar,
  streamGrammar,
  tableNameGrammar,
  text,
  topicGrammar,
  userPoolIdGrammar,
} from "./values.ts";

/** CloudWatch Logs API reference, PutRetentionPolicy, retentionInDays. */
const logDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
] as const;

const boolean = z.boolean("must be true or false");

const hostName = text(domainGrammar, "must be a host name in lower case, such as keys.example.com");

const certificateRule = "must be the ARN of a certificate in us-east-1";

const domain = z
  .strictObject({
    name: hostName,
    /** Left out: a certificate is made, and validated in the hosted zone. */
    certificateArn: text(certificateGrammar, certificateRule).optional(),
    /** The zone of the name's DNS records. */
    hostedZone: z
      .strictObject({
        id: text(hostedZoneIdGrammar, "must be a hosted zone's id, such as Z0123456789ABCDEFGHIJ"),
        name: hostName,
      })
      .optional(),
  })
  .superRefine(({ name, certificateArn, hostedZone }, context) => {
    const refuse = (message: string, ...path: string[]) =>
      context.addIssue({ code: "custom", message, path });
    if (!hostedZone && certificateArn === undefined) {
      refuse(`${certificateRule}, or there must be a hostedZone`, "certificateArn");
    }
    if (hostedZone && name !== hostedZone.name && !name.endsWith(`.${hostedZone.name}`)) {
      refuse(`must hold the domain ${name}`, "hostedZone", "name");
    }
  });

/** A user pool that is there already, with a client for the settings page. */
const userPool = z.strictObject({
  id: text(userPoolIdGrammar, "must be a user pool's id, such as eu-central-1_AbCd12345"),
  clientId: text(/^[0-9a-z]{1,128}$/, "must be an app client's id of a-z and 0-9"),
  signInDomain: hostName,
});

/** A table that is there already, such as a restored one: `latchkey restore` prints both. */
const table = z
  .strictObject({
    name: text(tableNameGrammar, "must be the name of a DynamoDB table"),
    streamArn: text(streamGrammar, "must be the ARN of the table's stream"),
  })
  .refine(({ name, streamArn }) => streamArn.includes(`:table/${name}/stream/`), {
    message: "must be the stream of the table that name says",
    path: ["streamArn"],
  });

const region = text(regionGrammar, "must be an AWS region, such as eu-central-1");

/** "Tag naming limits and requirements": AWS General Reference. */
const tags = z
  .record(
    text(
      /^(?!aws:)[\p{L}\p{N}\s_.:/=+@-]{1,128}$/u,
      "must be named by 1 to 128 characters, not aws:",
    ),
    text(
      /^[\p{L}\p{N}\s_.:/=+@-]{0,256}$/u,
      "must be up to 256 letters, digits and _ . : / = + @ -",
    ),
    "must name the tags",
  )
  .refine((value) => Object.keys(value).length <= 40, "must be at most 40 tags");

/** CodeDeploy's predefined configurations for Lambda, and none. */
export const rollouts = [
  "all-at-once",
  "canary-10-percent-5-minutes",
  "canary-10-percent-15-minutes",
  "canary-10-percent-30-minutes",
  "linear-10-percent-every-1-minute",
] as const;

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

/** The sender of the user pool's mails, through Amazon SES. */
const mail = z.strictObject({
  from: z.email("must be an e-mail address"),
  name: text(
    /^[^\p{Cc}"<>\\]{1,60}$/u,
    'must be 1 to 60 characters without ", <, > and \\',
  ).optional(),
  replyTo: z.email("must be an e-mail address").optional(),
  /** The identity that SES has verified. */
  identity: z.enum(["domain", "address"], "must be domain or address").default("domain"),
  region: text(regionGrammar, "must be an AWS region, such as eu-central-1").optional(),
});

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

const verify = z.strictObject({ from: addresses(mostTrusted) });

/** They are in functions' environments, which may have 4 KB each. */
const mostWebhooks = 5;

const webhook = z
  .strictObject({
    url: z.string("must be a URL").max(300, "must be at most 300 characters"),
    events: z
      .array(z.enum(auditActions, `must be one of ${auditActions.join(", ")}`), "must be a list")
      .min(1, "must have an action, or be left out for all events")
      .optional(),
    allowPrivate: boolean.optional(),
  })
  .superRefine((endpoint, context) => {
    const message = urlFault(endpoint);
    if (message !== undefined) context.addIssue({ code: "custom", message, path: ["url"] });
  });

const webhooks = z
  .array(webhook, "must be a list of endpoints")
  .max(mostWebhooks, `must be at most ${mostWebhooks} endpoints`)
  .superRefine((list, context) => {
    list.forEach(({ url }, index) => {
      const first = list.findIndex((other) => other.url === url);
      if (first === index) return;
      const message = `must differ from webhooks[${first}].url`;
      context.addIssue({ code: "custom", message, path: [index, "url"] });
    });
  });

/** The settings of each deployment. */
export const stageShape = {
  account: text(accountGrammar, "must be 12 digits").optional(),
  region,
  domain: domain.optional(),
  issuer: issuer.optional(),
  userPool: userPool.optional(),
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
  /** Default: required if data outlives the stack, else off. */
  mfa: z.enum(["required", "off"], "must be required or off").optional(),
  mail: mail.optional(),
  invitationUrl: z
    .string("must be a URL")
    .max(500, "must be at most 500 characters")
    .refine(isIssuerUrl, "must be an https URL without user, query or fragment")
    .optional(),
  retention: z.strictObject({
    whenDeleted: z.enum(["destroy", "keep"], "must be destroy or keep"),
    logDays: z.literal(logDays, `must be one of ${logDays.join(", ")}`),
    auditDays: integer(greatestAuditDays).optional(),
  }),
  throttles,
  webAcl: webAcl.default(false),
  reservedConcurrency: reservedConcurrency.default({}),
  alarms: z
    .union([
      z.literal(false),
      z
        .strictObject({
          email: z.email("must be an e-mail address").optional(),
          topicArn: text(topicGrammar, "must be the ARN of an SNS topic").optional(),
          runbooks: text(/^\S{1,200}$/, "must be 1 to 200 characters without spaces").default(
            "docs/runbooks.md",
          ),
          concurrency: integer(1_000_000).default(800),
          monthlyBudgetUsd: integer(100_000_000).optional(),
        })
        .refine(({ email, topicArn }) => email === undefined || topicArn === undefined, {
          message: "must be left out beside a topicArn, whose subscribers are yours",
          path: ["email"],
        }),
    ])
    .default(false),
  dashboard: boolean.default(false),
  edgeLogs: boolean.default(false),
  tracing: boolean.default(false),
  rollout: z.enum(rollouts, `must be one of ${rollouts.join(", ")}`).default("all-at-once"),
  tags: tags.default({}),
  permissionsBoundary: text(policyGrammar, "must be the ARN of a managed policy").optional(),
  table: table.optional(),
  pepper: z.strictObject({ replicaRegion: region }).optional(),
  priceClass: z.enum(["100", "200", "all"], "must be 100, 200 or all").default("100"),
  verify: verify.optional(),
  keys: z.strictObject({ imported }).default({ imported: "none" }),
  webhooks: webhooks.default([]),
};

interface SignInInPlace {
  readonly issuer?: object | undefined;
  readonly userPool?: object | undefined;
  readonly callbackUrls: readonly string[];
  readonly mfa?: string | undefined;
  readonly mail?: object | undefined;
  readonly invitationUrl?: string | undefined;
}

type Refuse = (message: string, ...path: string[]) => void;

export function checkSignIn(
  { issuer, userPool, callbackUrls, ...ofPool }: SignInInPlace,
  refuse: Refuse,
): void {
  if (issuer && userPool) refuse("must be left out beside an issuer", "userPool");
  for (const name of ["mfa", "mail", "invitationUrl"] as const) {
    if (ofPool[name] === undefined || !(issuer || userPool)) continue;
    const instead = issuer ? "an issuer" : "a userPool";
    refuse(`must be left out beside ${instead}: it is for the stack's own user pool`, name);
  }
  if (callbackUrls.length === 0) return;
  if (issuer) refuse("are for the user pool, which the issuer replaces", "callbackUrls");
  if (userPool) refuse("are for the stack's own user pool: set them in yours", "callbackUrls");
}

/** Alarms are what stops a rollout. */
export function checkRollout(
  { rollout, alarms }: { readonly rollout: string; readonly alarms: object | false },
  refuse: Refuse,
): void {
  if (rollout === "all-at-once" || alarms !== false) return;
  refuse("must be all-at-once, since nothing would stop it without alarms", "rollout");
}

/** One deployment of the product. */
export const stageSchema = z.strictObject(stageShape).superRefine((stage, context) => {
  const refuse: Refuse = (message, ...path) => context.addIssue({ code: "custom", message, path });
  checkSignIn(stage, refuse);
  checkRollout(stage, refuse);
  if (stage.pepper?.replicaRegion === stage.region) {
    refuse("must be another region than the stage's", "pepper", "replicaRegion");
  }
});
