import * as z from "zod";
import { readProperties } from "../read-properties.ts";
import type { Stack } from "../stack.ts";
import type { HeadersPolicy, PolicyHeader } from "./model.ts";

const ignored = z.unknown().optional();
const Override = z.boolean();

/** "Maximum length of the value of the Content-Security-Policy header", as of any custom one. */
const headerValue = z.string().max(1783);

const securityHeaders = z.strictObject({
  ContentSecurityPolicy: z
    .strictObject({ ContentSecurityPolicy: headerValue, Override })
    .optional(),
  ContentTypeOptions: z.strictObject({ Override }).optional(),
  FrameOptions: z
    .strictObject({ FrameOption: z.enum(["DENY", "SAMEORIGIN"]), Override })
    .optional(),
  ReferrerPolicy: z.strictObject({ ReferrerPolicy: z.string(), Override }).optional(),
  StrictTransportSecurity: z
    .strictObject({
      AccessControlMaxAgeSec: z.number(),
      IncludeSubdomains: z.boolean().default(false),
      Preload: z.boolean().default(false),
      Override,
    })
    .optional(),
});

/** CORS and Server-Timing are refused: no answer of the product is to have them. */
export const headersPolicyProperties = z.strictObject({
  ResponseHeadersPolicyConfig: z.strictObject({
    SecurityHeadersConfig: securityHeaders.default({}),
    CustomHeadersConfig: z
      .strictObject({
        Items: z.array(z.strictObject({ Header: z.string(), Value: headerValue, Override })),
      })
      .default({ Items: [] }),
    RemoveHeadersConfig: z
      .strictObject({ Items: z.array(z.strictObject({ Header: z.string() })) })
      .default({ Items: [] }),
    Name: ignored,
    Comment: ignored,
  }),
});

/** Response headers policies by id. */
export function readHeadersPolicies(stack: Stack): Map<string, HeadersPolicy> {
  const policies = new Map<string, HeadersPolicy>();
  for (const resource of stack.ofType("AWS::CloudFront::ResponseHeadersPolicy")) {
    const { ResponseHeadersPolicyConfig: config } = readProperties(
      resource,
      headersPolicyProperties,
    );
    policies.set(String(stack.ref(resource.logicalId)), {
      set: [
        ...securityHeadersOf(config.SecurityHeadersConfig),
        ...config.CustomHeadersConfig.Items.map(({ Header, Value, Override: override }) => ({
          name: Header,
          value: Value,
          override,
        })),
      ],
      removed: config.RemoveHeadersConfig.Items.map(({ Header }) => Header),
    });
  }
  return policies;
}

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html */
function securityHeadersOf(config: z.infer<typeof securityHeaders>): PolicyHeader[] {
  const { StrictTransportSecurity: transport } = config;
  const header = (
    name: string,
    setting: { Override: boolean } | undefined,
    value: string | undefined,
  ): PolicyHeader[] =>
    setting && value !== undefined ? [{ name, value, override: setting.Override }] : [];
  const directives = transport && [
    `max-age=${transport.AccessControlMaxAgeSec}`,
    ...(transport.IncludeSubdomains ? ["includeSubDomains"] : []),
    ...(transport.Preload ? ["preload"] : []),
  ];
  return [
    ...header("X-Frame-Options", config.FrameOptions, config.FrameOptions?.FrameOption),
    ...header("Referrer-Policy", config.ReferrerPolicy, config.ReferrerPolicy?.ReferrerPolicy),
    ...header(
      "Content-Security-Policy",
      config.ContentSecurityPolicy,
      config.ContentSecurityPolicy?.ContentSecurityPolicy,
    ),
    ...header("X-Content-Type-Options", config.ContentTypeOptions, "nosniff"),
    ...header("Strict-Transport-Security", transport, directives?.join("; ")),
  ];
}
