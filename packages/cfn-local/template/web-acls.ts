import * as z from "zod";
import { StartError } from "../start-error.ts";
import { readProperties } from "./read-properties.ts";
import type { Stack } from "./stack.ts";

/** Metrics and samples, names and tags. */
const ignored = z.unknown().optional();

const transformation = z.strictObject({
  Priority: z.int(),
  Type: z.enum(["NONE", "LOWERCASE", "URL_DECODE", "NORMALIZE_PATH"]),
});

const leaf = z.strictObject({
  ByteMatchStatement: z
    .strictObject({
      FieldToMatch: z.union([
        z.strictObject({ UriPath: z.strictObject({}) }),
        z.strictObject({ SingleHeader: z.strictObject({ Name: z.string() }) }),
      ]),
      PositionalConstraint: z.enum(["EXACTLY", "STARTS_WITH", "CONTAINS"]),
      SearchString: z.string(),
      TextTransformations: z.array(transformation),
    })
    .optional(),
  IPSetReferenceStatement: z.strictObject({ Arn: z.string() }).optional(),
});

/** AWS nests further; nobody here has asked for it. */
const negatable = leaf.extend({ NotStatement: z.strictObject({ Statement: leaf }).optional() });
const nestable = negatable.extend({
  AndStatement: z.strictObject({ Statements: z.array(negatable) }).optional(),
});

const statement = nestable.extend({
  RateBasedStatement: z
    .strictObject({
      Limit: z.int(),
      EvaluationWindowSec: z.literal([60, 120, 300, 600]).default(300),
      // Counts by what a caller writes in a header would be another thing to imitate.
      AggregateKeyType: z.literal("IP"),
      ScopeDownStatement: nestable.optional(),
    })
    .optional(),
});

export type NestableStatement = z.infer<typeof nestable>;
export type ByteMatch = NonNullable<NestableStatement["ByteMatchStatement"]>;

/** A web ACL with all that it refers to but values of secrets. */
export interface WebAclModel {
  readonly arn: string;
  /** In the order in which they are tried. */
  readonly rules: readonly WebAclRule[];
  readonly blocksByDefault: boolean;
  readonly addressSets: ReadonlyMap<string, AddressSet>;
}

export interface WebAclRule {
  /** Undefined for a rule that only counts. */
  readonly action: "allow" | "block" | undefined;
  /** A response of the web ACL's own. */
  readonly response:
    | { readonly status: number; readonly ContentType: string; readonly Content: string }
    | undefined;
  /** Undefined for all requests. */
  readonly statement: NestableStatement | undefined;
  /** How many requests of an address match before it is held back. */
  readonly rate: { readonly limit: number; readonly windowMs: number } | undefined;
}

export interface AddressSet {
  readonly family: "ipv4" | "ipv6";
  readonly blocks: readonly string[];
}

const noOptions = z.strictObject({});

export const webAclProperties = z.strictObject({
  Scope: z.enum(["REGIONAL", "CLOUDFRONT"]),
  DefaultAction: z.union([
    z.strictObject({ Allow: noOptions }),
    z.strictObject({ Block: noOptions }),
  ]),
  CustomResponseBodies: z
    .record(z.string(), z.strictObject({ ContentType: z.string(), Content: z.string() }))
    .default({}),
  Rules: z
    .array(
      z.strictObject({
        Name: z.string(),
        Priority: z.int(),
        Statement: statement,
        Action: z.strictObject({
          Allow: noOptions.optional(),
          Count: noOptions.optional(),
          Block: z
            .strictObject({
              CustomResponse: z
                .strictObject({ ResponseCode: z.int(), CustomResponseBodyKey: z.string() })
                .optional(),
            })
            .optional(),
        }),
        VisibilityConfig: ignored,
      }),
    )
    .default([]),
  Name: ignored,
  Description: ignored,
  VisibilityConfig: ignored,
  Tags: ignored,
});

export const ipSetProperties = z.strictObject({
  Scope: z.enum(["REGIONAL", "CLOUDFRONT"]),
  IPAddressVersion: z.enum(["IPV4", "IPV6"]),
  Addresses: z.array(z.string()),
  Name: ignored,
  Description: ignored,
  Tags: ignored,
});

export const webAclAssociationProperties = z.strictObject({
  ResourceArn: z.string(),
  WebACLArn: z.string(),
});

/** The web ACLs of a stack by ARN, their rules by priority. */
export function readWebAcls(stack: Stack): Map<string, WebAclModel> {
  const addressSets = readAddressSets(stack);
  const acls = stack.ofType("AWS::WAFv2::WebACL").map((resource): [string, WebAclModel] => {
    const { Rules, CustomResponseBodies, DefaultAction } = readProperties(
      resource,
      webAclProperties,
    );
    const rules = [...Rules]
      .sort((one, other) => one.Priority - other.Priority)
      .map(({ Statement, Action }) => {
        const custom = Action.Block?.CustomResponse;
        const body = custom && CustomResponseBodies[custom.CustomResponseBodyKey];
        if (custom && !body) {
          throw new StartError(
            `${resource.logicalId} has no response ${custom.CustomResponseBodyKey}.`,
          );
        }
        const { RateBasedStatement: rate, ...other } = Statement;
        return {
          action: Action.Block ? ("block" as const) : Action.Allow ? ("allow" as const) : undefined,
          response: custom && body && { status: custom.ResponseCode, ...body },
          statement: rate ? rate.ScopeDownStatement : other,
          rate: rate && { limit: rate.Limit, windowMs: rate.EvaluationWindowSec * 1000 },
        };
      });
    const arn = String(stack.attribute(resource.logicalId, "Arn"));
    return [arn, { arn, rules, blocksByDefault: "Block" in DefaultAction, addressSets }];
  });
  return new Map(acls);
}

function readAddressSets(stack: Stack): Map<string, AddressSet> {
  const sets = stack.ofType("AWS::WAFv2::IPSet").map((resource): [string, AddressSet] => {
    const { IPAddressVersion, Addresses } = readProperties(resource, ipSetProperties);
    const family = IPAddressVersion === "IPV4" ? "ipv4" : "ipv6";
    return [String(stack.attribute(resource.logicalId, "Arn")), { family, blocks: Addresses }];
  });
  return new Map(sets);
}

/** @throws StartError naming who asks for a web ACL that is not in the template */
export function requireWebAcl(stack: Stack, arn: string | undefined, where: string): void {
  const acls = stack.ofType("AWS::WAFv2::WebACL");
  const isThere = acls.some(({ logicalId }) => stack.attribute(logicalId, "Arn") === arn);
  if (arn === undefined || isThere) return;
  throw new StartError(`${where} names ${arn}, which is no web ACL of the template.`);
}

/** The ARN of the web ACL before a stage, if there is one. */
export function webAclOfStage(stack: Stack, apiId: string, stageName: string): string | undefined {
  const resource = `/restapis/${apiId}/stages/${stageName}`;
  const arn = stack
    .ofType("AWS::WAFv2::WebACLAssociation")
    .map((association) => readProperties(association, webAclAssociationProperties))
    .find(({ ResourceArn }) => ResourceArn.endsWith(resource))?.WebACLArn;
  requireWebAcl(stack, arn, `The WebACLAssociation of ${resource}`);
  return arn;
}
