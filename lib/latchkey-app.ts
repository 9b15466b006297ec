import { App, Validations } from "aws-cdk-lib/core";
import featureFlags from "aws-cdk-lib/recommended-feature-flags.json" with { type: "json" };
import { configOf } from "../core/config/config.ts";
import { buildSite } from "../web/site.ts";
import { parseAccountAndRegion } from "./account-and-region.ts";
import { parseAuditRetentionDays } from "./audit-retention.ts";
import { configFileOf, loadConfiguration } from "./config/load-config.ts";
import type { Configuration } from "./config/parse-config.ts";
import { flagsOf, type ReadContext, userContext } from "./context.ts";
import { parseCustomDomain } from "./custom-domain.ts";
import { parseForeignKeyPrefix } from "./foreign-key-prefix.ts";
import { checkFlagNames, knownFlags } from "./known-flags.ts";
import { LatchkeyStack } from "./latchkey-stack.ts";
import { parseSignIn } from "./sign-in.ts";
import { findStage, type StageSettings } from "./stages.ts";
import { parseDefaultVerifyFrom } from "./verify-from.ts";
import { parseWebhookUrl } from "./webhook-url.ts";

export interface LatchkeyAppProps {
  /** The directory of the assembly. Default: `CDK_OUTDIR`, or a temporary directory. */
  readonly outdir?: string;
  /** Default: the configuration of `latchkey.config.ts`. */
  readonly configuration?: Configuration;
  /** The stage to declare. Default: the one in the context, `-c stage=…`. */
  readonly stage?: string;
  /** The values that `-c name=value` gives otherwise. */
  readonly context?: Readonly<Record<string, string>>;
  /**
   * Whether the finished template is read by CDK's linter and by cdk-nag's AwsSolutions,
   * Serverless and NIST 800-53 R5 rules. A finding of either fails synthesis; those that were weighed and left are acknowledged beside
   * the construct that causes them. It takes some 3 s on top of 2, so it is for whoever is about
   * to deploy. The check of the routes is not part of it: that one always runs.
   */
  readonly isReviewed?: boolean;
}

/**
 * The CDK app, not synthesised yet.
 *
 * @throws Error in one line where the stage or a flag of the context is unknown, a flag is not as it should be
 *   or the catalogue does not fit its schema
 */
export async function latchkeyApp({
  outdir,
  configuration: given,
  stage: givenStage,
  context = {},
  isReviewed = false,
}: LatchkeyAppProps = {}): Promise<App> {
  const configuration = given ?? (await loadConfiguration(configFileOf(process.env)));
  const app = new App({
    // Else CDK synthesises once more at exit, and reports a failure a second time, with a stack.
    autoSynth: false,
    analyticsReporting: false,
    builtinCloudFormationValidation: isReviewed,
    // The flags that `cdk init` would write to cdk.json for this CDK version. Only the CDK CLI reads
    // that file, and its template must not differ from the one that `npm start` serves.
    context: { ...featureFlags, ...context },
    ...(outdir === undefined ? {} : { outdir }),
  });
  const user = userContext();
  const flags = flagsOf(app.node.getAllContext(), user);
  const ignored = knownFlags.filter((name) => Object.hasOwn(user, name) && !(name in flags));
  if (ignored.length > 0) {
    process.stderr.write(
      `Ignored, since ~/.cdk.json has the same: ${ignored.join(", ")}. Set it in latchkey.config.ts.\n`,
    );
  }
  checkFlagNames(Object.keys(flags));
  const readContext = (name: string): unknown => flags[name];
  const { name, settings } = findStage(configuration, givenStage ?? readContext("stage"));
  new LatchkeyStack(app, {
    stage: name,
    settings: withFlags(settings, readContext, configuration.settings.keyPrefix),
    productSettings: configuration.settings,
    site: await buildSite(configOf(configuration.settings)),
  });
  if (isReviewed) {
    // Loaded on demand: it takes as long as all of the synthesis.
    const { AwsSolutionsChecks, NIST80053R5Checks, ServerlessChecks } = await import("cdk-nag");
    Validations.of(app).addPlugins(
      new AwsSolutionsChecks(app),
      new ServerlessChecks(app),
      new NIST80053R5Checks(app),
    );
  }
  return app;
}

/** A stage's settings, with the flags that were given for once in place of its own. */
function withFlags(
  settings: StageSettings,
  readContext: ReadContext,
  keyPrefix: string,
): StageSettings {
  return {
    ...settings,
    ...parseAccountAndRegion(readContext, settings),
    customDomain: parseCustomDomain(readContext, settings),
    signIn: parseSignIn(readContext, settings.signIn),
    importedKeys: parseForeignKeyPrefix(readContext, settings.importedKeys, keyPrefix),
    verifyFrom: parseDefaultVerifyFrom(readContext, settings.verifyFrom),
    webhooks: parseWebhookUrl(readContext, settings.webhooks),
    auditRetentionDays: parseAuditRetentionDays(readContext, settings.auditRetentionDays),
  };
}
