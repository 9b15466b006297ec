/** The names that `-c name=value` may set; the file of lib/ that a flag concerns reads it. */
export const knownFlags: readonly string[] = [
  "stage",
  "account",
  "region",
  "domainName",
  "certificateArn",
  "callbackUrls",
  "oidcIssuer",
  "oidcAudience",
  "oidcClientId",
  "oidcScope",
  "oidcAccountClaim",
  "foreignKeyPrefix",
  "auditRetentionDays",
  "defaultVerifyFrom",
  "webhookUrl",
];

/**
 * Refuses a flag that nothing reads: CDK would take it without a word, and a stage with a misspelt
 * issuer would be deployed with a user pool. CDK's own names are told by their punctuation
 * (`aws:cdk:…`, `@aws-cdk/…`, `acknowledged-issue-numbers`).
 *
 * @throws Error in one line that names the flag
 */
export function checkFlagNames(names: readonly string[]): void {
  for (const name of names) {
    if (knownFlags.includes(name) || !/^\w+$/.test(name)) continue;
    throw new Error(`There is no flag -c ${name}=…: there are ${knownFlags.join(", ")}`);
  }
}
