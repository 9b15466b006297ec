import { CfnIPSet, CfnWebACL } from "aws-cdk-lib/aws-wafv2";
import { Validations } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { AddressRules } from "../stages.ts";

type Statement = CfnWebACL.StatementProperty;

/** The requests that an API's rules are about, and what the API answers those it refuses. */
export interface Protected {
  /** Names rules and metrics. */
  readonly name: string;
  readonly rules: AddressRules;
  /** Undefined: all requests. */
  readonly scope: Statement | undefined;
}

export interface WebAclProps {
  readonly kind: "REGIONAL" | "CLOUDFRONT";
  readonly description: string;
  readonly protects: readonly Protected[];
  /** JSON of each refusal, by the name of what it protects; API Gateway has its own for WAF_FILTERED. */
  readonly bodies?: Readonly<Record<string, string>>;
}

/**
 * AWS WAF's rules by the address of the connection: first who may call at all, then how often.
 *
 * `X-Forwarded-For` is no key to count by: of that header AWS WAF takes the first address, which the
 * caller writes. Nor are requests sampled, for samples show headers, and with them keys and tokens.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html
 */
export class WebAcl extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { kind, description, ...props }: WebAclProps) {
    super(scope, id);
    const { protects, bodies = {} } = props;
    const drafts = protects.flatMap((each) => this.rulesFor(each, kind));
    const acl = new CfnWebACL(this, "Acl", {
      scope: kind,
      description,
      defaultAction: { allow: {} },
      visibilityConfig: metricsAs(`${id}All`),
      ...(Object.keys(bodies).length > 0
        ? {
            customResponseBodies: Object.fromEntries(
              Object.entries(bodies).map(([name, content]) => [
                name,
                { contentType: "APPLICATION_JSON", content },
              ]),
            ),
          }
        : {}),
      rules: drafts.map(({ name, about, statement }, priority) => ({
        name,
        priority,
        statement,
        action: { block: about in bodies ? refusal(about) : {} },
        visibilityConfig: metricsAs(`${id}${name}`),
      })),
    });
    Validations.of(acl).acknowledge({
      id: "NIST.800.53.R5-WAFv2LoggingEnabled",
      reason:
        "A log of a flood costs more than the flood, and has headers, with keys and tokens; metrics count what each rule blocks.",
    });
    this.arn = acl.attrArn;
  }

  private rulesFor({ name, rules, scope }: Protected, kind: WebAclProps["kind"]): RuleDraft[] {
    const { from, perMinute } = rules;
    const drafts: RuleDraft[] = [];
    if (from) {
      const isOther = this.declareSets(name, from, kind).map(
        (arn): Statement => ({ notStatement: { statement: { ipSetReferenceStatement: { arn } } } }),
      );
      drafts.push({ name: `${name}Address`, about: name, statement: allOf(scope, ...isOther) });
    }
    if (perMinute !== undefined) {
      const rateBasedStatement = {
        limit: perMinute,
        evaluationWindowSec: 60,
        aggregateKeyType: "IP",
        ...(scope ? { scopeDownStatement: scope } : {}),
      };
      drafts.push({ name: `${name}Rate`, about: name, statement: { rateBasedStatement } });
    }
    return drafts;
  }

  /** A set has addresses of one version. */
  private declareSets(name: string, from: readonly string[], scope: WebAclProps["kind"]): string[] {
    const blocks = from.map(blockOf);
    const isV6 = (block: string) => block.includes(":");
    const versions = [
      ["IPV4", blocks.filter((block) => !isV6(block))],
      ["IPV6", blocks.filter(isV6)],
    ] as const;
    return versions
      .filter(([, addresses]) => addresses.length > 0)
      .map(
        ([ipAddressVersion, addresses]) =>
          new CfnIPSet(this, `${name}${ipAddressVersion}`, { scope, ipAddressVersion, addresses })
            .attrArn,
      );
  }
}

interface RuleDraft {
  readonly name: string;
  readonly about: string;
  readonly statement: Statement;
}

/**
 * Requests whose path is below `prefix`, however it is written: CloudFront normalises before it chooses.
 * NORMALIZE_PATH leaves `/../` at the beginning, which CloudFront removes, so the prefix may be anywhere.
 */
export function below(prefix: string): Statement {
  return pathWith("CONTAINS", prefix);
}

/** Requests whose path begins so. Some that are {@link below} it do not. */
export function beginsWith(prefix: string): Statement {
  return pathWith("STARTS_WITH", prefix);
}

function pathWith(positionalConstraint: "CONTAINS" | "STARTS_WITH", prefix: string): Statement {
  return {
    byteMatchStatement: {
      fieldToMatch: { uriPath: {} },
      positionalConstraint,
      searchString: prefix,
      textTransformations: [
        { priority: 0, type: "URL_DECODE" },
        { priority: 1, type: "NORMALIZE_PATH" },
      ],
    },
  };
}

/** Requests without this very header. AWS WAF wants its name in lower case. */
export function without(header: string, value: string): Statement {
  return not({
    byteMatchStatement: {
      fieldToMatch: { singleHeader: { Name: header.toLowerCase() } },
      positionalConstraint: "EXACTLY",
      searchString: value,
      textTransformations: [{ priority: 0, type: "NONE" }],
    },
  });
}

export function not(statement: Statement): Statement {
  return { notStatement: { statement } };
}

export function allOf(...given: readonly (Statement | undefined)[]): Statement {
  const statements = given.filter((statement) => statement !== undefined);
  const [only, ...others] = statements;
  return only && others.length === 0 ? only : { andStatement: { statements } };
}

function refusal(customResponseBodyKey: string) {
  return { customResponse: { responseCode: 403, customResponseBodyKey } };
}

function metricsAs(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, metricName, sampledRequestsEnabled: false };
}

/** IP sets have blocks alone. */
function blockOf(addressOrBlock: string): string {
  if (addressOrBlock.includes("/")) return addressOrBlock;
  return `${addressOrBlock}/${addressOrBlock.includes(":") ? 128 : 32}`;
}
