import {
  Certificate,
  CertificateValidation,
  type ICertificate,
} from "aws-cdk-lib/aws-certificatemanager";
import type { IDistribution } from "aws-cdk-lib/aws-cloudfront";
import { AaaaRecord, ARecord, HostedZone, RecordTarget } from "aws-cdk-lib/aws-route53";
import { CloudFrontTarget } from "aws-cdk-lib/aws-route53-targets";
import { Stack } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import type { CustomDomain } from "../stages.ts";

/** The only region from which CloudFront takes certificates. */
const certificateRegion = "us-east-1";

/** Whether a certificate is to be made that cannot be in the stack's own region. */
export function needsCertificateStack(region: string, domain: CustomDomain | undefined): boolean {
  return (
    region !== certificateRegion && domain !== undefined && domain.certificateArn === undefined
  );
}

/** The certificate that a domain comes with, or one that is made and validated in its hosted zone. */
export function certificateOf(scope: Construct, domain: CustomDomain): ICertificate {
  const { domainName, certificateArn, hostedZone } = domain;
  if (certificateArn !== undefined) {
    return Certificate.fromCertificateArn(scope, "Certificate", certificateArn);
  }
  if (!hostedZone) throw new Error(`${domainName} needs a certificate or a hosted zone`);
  const isElsewhere = needsCertificateStack(Stack.of(scope).region, domain);
  const home = isElsewhere ? certificateStackOf(scope) : scope;
  return new Certificate(home, "Certificate", {
    domainName,
    validation: CertificateValidation.fromDns(zoneIn(home, "ValidationZone", hostedZone)),
  });
}

/** Points the name at the distribution, by IPv4 and IPv6. */
export function addRecords(
  scope: Construct,
  distribution: IDistribution,
  { domainName: recordName, hostedZone }: CustomDomain,
): void {
  if (!hostedZone) return;
  const zone = zoneIn(scope, "HostedZone", hostedZone);
  const target = RecordTarget.fromAlias(new CloudFrontTarget(distribution));
  new ARecord(scope, "Address", { zone, recordName, target });
  new AaaaRecord(scope, "AddressV6", { zone, recordName, target });
}

function zoneIn(
  scope: Construct,
  id: string,
  { id: hostedZoneId, name: zoneName }: NonNullable<CustomDomain["hostedZone"]>,
) {
  return HostedZone.fromHostedZoneAttributes(scope, id, { hostedZoneId, zoneName });
}

function certificateStackOf(scope: Construct): Stack {
  const { stackName, account } = Stack.of(scope);
  return new Stack(scope.node.root, `${stackName}-certificate`, {
    env: { account, region: certificateRegion },
    description: "Latchkey: the certificate of its name",
    crossRegionReferences: true,
  });
}
