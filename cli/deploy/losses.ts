import { isDeepStrictEqual } from "node:util";
import type { ResourceChange } from "./compare.ts";
import { outputText, resourcesOfType, type Template } from "./template.ts";

/** Things that a deployment drops only if told to by `--allow-<name>`. */
export const protectedThings = [
  "table",
  "secret",
  "pool",
  "issuer",
  "domain",
  "prefix",
  "address",
  "region",
] as const;
export type ProtectedThing = (typeof protectedThings)[number];

/** The loss behind each flag, as `--help` words it. */
export const meaningOf: Readonly<Record<ProtectedThing, string>> = {
  table: "the table with all keys",
  secret: "pepper, operator token or origin secret, their values or copies",
  pool: "the user pool, its client or sign-in domain",
  issuer: "the issuer of users' tokens, its audience or claim",
  domain: "a name of yours, or its records",
  prefix: "the prefix of keys, or of imported ones",
  address: "the address of an API or of the distribution",
  region: "all that the stage has in another region, where it stays",
};

export interface Loss {
  readonly thing: ProtectedThing;
  readonly words: string;
  /** The logical id of the resource, if it is one. */
  readonly id?: string;
}

const typeOf: Readonly<Record<string, ProtectedThing>> = {
  "AWS::DynamoDB::Table": "table",
  "AWS::SecretsManager::Secret": "secret",
  "AWS::Cognito::UserPool": "pool",
  "AWS::Cognito::UserPoolClient": "pool",
  "AWS::Cognito::UserPoolDomain": "pool",
  "AWS::ApiGateway::RestApi": "address",
  "AWS::CloudFront::Distribution": "address",
};

/** Finds what the next template would take away from users of the deployed one. */
export function findLosses(
  deployed: Template,
  next: Template,
  changes: readonly ResourceChange[],
): readonly Loss[] {
  return [
    ...changes.flatMap(lostResource),
    ...lostTable(deployed, next),
    ...newSecretValues(deployed, next),
    ...lostCopies(deployed, next),
    ...lostIssuer(deployed, next),
    ...lostDomains(deployed, next),
    ...lostRecords(deployed, next),
    ...lostPrefixes(deployed, next),
  ];
}

function lostResource({ id, type, fate }: ResourceChange): Loss[] {
  const thing = typeOf[type];
  if (thing === undefined || fate === "added" || fate === "changed") return [];
  return [{ thing, id, words: `${type} ${id} would be ${fate.replace("may be", "perhaps")}` }];
}

/** A table of the stack's own is compared as a resource. */
function lostTable(deployed: Template, next: Template): Loss[] {
  const before = outputText(deployed, "TableName");
  const after = outputText(next, "TableName");
  if (before === undefined || before === after) return [];
  const words = `the table ${before} would no longer be used, but ${after ?? "one of the stack's own"}`;
  return [{ thing: "table", words }];
}

/** CloudFormation answers any change of the generator with a new value. */
function newSecretValues(deployed: Template, next: Template): Loss[] {
  const after = new Map(resourcesOfType(next, "AWS::SecretsManager::Secret"));
  return resourcesOfType(deployed, "AWS::SecretsManager::Secret").flatMap(([id, properties]) => {
    const kept = after.get(id);
    if (!kept || isDeepStrictEqual(kept.GenerateSecretString, properties.GenerateSecretString)) {
      return [];
    }
    return [{ thing: "secret", words: `the secret ${id} would get a new value` }];
  });
}

/** Secrets Manager deletes the copy of a secret in a region that is no longer named. */
function lostCopies(deployed: Template, next: Template): Loss[] {
  const after = new Map(resourcesOfType(next, "AWS::SecretsManager::Secret"));
  return resourcesOfType(deployed, "AWS::SecretsManager::Secret").flatMap(([id, properties]) => {
    const kept = after.get(id);
    if (!kept) return [];
    const regions = copiesOf(kept);
    return copiesOf(properties)
      .filter((region) => !regions.includes(region))
      .map((region): Loss => {
        const words = `the copy of the secret ${id} in ${region} would be deleted`;
        return { thing: "secret", words };
      });
  });
}

function copiesOf({ ReplicaRegions }: Readonly<Record<string, unknown>>): string[] {
  return Array.isArray(ReplicaRegions)
    ? ReplicaRegions.map((copy) => String(Object(copy).Region))
    : [];
}

const issuerOutputs = ["OidcIssuer", "OidcAudience"] as const;

/** An own user pool is compared as a resource: its issuer is a reference. */
function lostIssuer(deployed: Template, next: Template): Loss[] {
  const outputs = issuerOutputs.flatMap((name) => {
    const before = outputText(deployed, name);
    const after = outputText(next, name);
    if (before === undefined || before === after) return [];
    return [`${name} ${before} would become ${after ?? "that of a user pool, or none"}`];
  });
  const claim = (template: Template) => claimOf(template);
  if (
    claim(deployed) !== undefined &&
    claim(next) !== undefined &&
    claim(deployed) !== claim(next)
  ) {
    outputs.push(`users would be known by the claim ${claim(next)}, not ${claim(deployed)}`);
  }
  return outputs.map((words) => ({ thing: "issuer", words }));
}

function claimOf(template: Template): unknown {
  for (const [, { Environment }] of resourcesOfType(template, "AWS::Lambda::Function")) {
    const variables: unknown = Object(Object(Environment).Variables).OIDC_ACCOUNT_CLAIM;
    if (variables !== undefined) return variables;
  }
  return undefined;
}

function lostDomains(deployed: Template, next: Template): Loss[] {
  const after = domainsOf(next);
  return domainsOf(deployed)
    .filter((name) => !after.includes(name))
    .map((name) => ({ thing: "domain", words: `${name} would no longer be served` }));
}

function domainsOf(template: Template): string[] {
  return resourcesOfType(template, "AWS::CloudFront::Distribution").flatMap(([, properties]) => {
    const aliases: unknown = Object(properties.DistributionConfig).Aliases;
    return Array.isArray(aliases) ? aliases.map(String) : [];
  });
}

/** Without its records, a name that is still served can no longer be found. */
function lostRecords(deployed: Template, next: Template): Loss[] {
  const after = recordsOf(next);
  return recordsOf(deployed)
    .filter((record) => !after.includes(record))
    .map((record) => ({ thing: "domain", words: `the record ${record} would be removed` }));
}

/** `keys.example.com. A in Z0123456789`, as a zone has each name and type once. */
function recordsOf(template: Template): string[] {
  return resourcesOfType(template, "AWS::Route53::RecordSet").map(
    ([, { Name, Type, HostedZoneId }]) => `${Name} ${Type} in ${HostedZoneId}`,
  );
}

function lostPrefixes(deployed: Template, next: Template): Loss[] {
  const [before, after] = [keyPrefixOf(deployed), keyPrefixOf(next)];
  const imported = outputText(deployed, "ImportedKeys");
  return [
    ...(before !== undefined && before !== after
      ? [`keys that begin with ${before} would be refused: the prefix would be ${after}`]
      : []),
    ...(imported !== undefined &&
    imported !== '"none"' &&
    imported !== outputText(next, "ImportedKeys") &&
    outputText(next, "ImportedKeys") !== '"any"'
      ? [`imported keys (${imported}) would be refused`]
      : []),
  ].map((words) => ({ thing: "prefix", words }));
}

function keyPrefixOf(template: Template): string | undefined {
  const settings = outputText(template, "Settings");
  if (settings === undefined) return undefined;
  const { keyPrefix }: { keyPrefix?: unknown } = JSON.parse(settings);
  return typeof keyPrefix === "string" ? keyPrefix : undefined;
}
