import {
  HeadersFrameOption,
  HeadersReferrerPolicy,
  ResponseHeadersPolicy,
  type ResponseSecurityHeadersBehavior,
} from "aws-cdk-lib/aws-cloudfront";
import { Construct } from "constructs";
import { regionalName } from "../edge/regional-name.ts";
import { hstsMaxAge, inertPolicy, sitePolicy } from "../edge/security-headers.ts";

/** Headers that browsers go by, set by CloudFront whatever the origin says. */
export class SecurityHeaders extends Construct {
  readonly site: ResponseHeadersPolicy;
  readonly apis: ResponseHeadersPolicy;

  /** @param issuerSources whom the pages may talk to, as CSP spells sources */
  constructor(scope: Construct, id: string, issuerSources: readonly string[]) {
    super(scope, id);
    this.site = new ResponseHeadersPolicy(this, "Site", {
      responseHeadersPolicyName: regionalName(this, "site"),
      comment: "Latchkey: settings page and documentation",
      securityHeadersBehavior: securityHeaders(sitePolicy(issuerSources)),
      customHeadersBehavior: {
        customHeaders: [
          // Signing in goes by redirects, so no other window has to reach this one.
          { header: "Cross-Origin-Opener-Policy", value: "same-origin", override: true },
          { header: "Cross-Origin-Resource-Policy", value: "same-origin", override: true },
        ],
      },
    });
    this.apis = new ResponseHeadersPolicy(this, "Apis", {
      responseHeadersPolicyName: regionalName(this, "apis"),
      comment: "Latchkey: public and management API",
      securityHeadersBehavior: securityHeaders(inertPolicy),
    });
  }
}

function securityHeaders(contentSecurityPolicy: string): ResponseSecurityHeadersBehavior {
  const override = true;
  return {
    contentSecurityPolicy: { contentSecurityPolicy, override },
    contentTypeOptions: { override },
    // Says the same as frame-ancestors, to browsers that do not know it.
    frameOptions: { frameOption: HeadersFrameOption.DENY, override },
    referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override },
    // For this host only: the subdomains of a custom domain may belong to others.
    strictTransportSecurity: {
      accessControlMaxAge: hstsMaxAge,
      includeSubdomains: false,
      preload: false,
      override,
    },
  };
}
