import type { Nameable } from "./nameable.ts";
import { accountId, deterministicId, deterministicUuid, partition } from "./simulated-account.ts";

const policies = [
  "AWS::CloudFront::CachePolicy",
  "AWS::CloudFront::OriginRequestPolicy",
  "AWS::CloudFront::ResponseHeadersPolicy",
];

/** The value of `Ref` for a CloudFront resource; undefined for any other. */
export function cloudFrontId(resource: Nameable, seed: string): string | undefined {
  switch (resource.type) {
    case "AWS::CloudFront::Distribution":
    case "AWS::CloudFront::OriginAccessControl":
      return `E${deterministicId(seed, 13).toUpperCase()}`;
    case "AWS::CloudFront::Function":
      return `arn:${partition}:cloudfront::${accountId}:function/${resource.name ?? ""}`;
    default:
      return policies.includes(resource.type) ? deterministicUuid(seed) : undefined;
  }
}

/** The value of `Fn::GetAtt`; undefined for other types and unsupported attributes. */
export function cloudFrontAttribute(
  resource: Nameable,
  seed: string,
  attribute: string,
): string | undefined {
  const id = cloudFrontId(resource, seed);
  switch (`${resource.type}.${attribute}`) {
    case "AWS::CloudFront::Distribution.DomainName":
      return `d${deterministicId(seed, 13)}.cloudfront.net`;
    case "AWS::CloudFront::Function.FunctionARN":
      return id;
    default:
      return attribute === "Id" ? id : undefined;
  }
}
