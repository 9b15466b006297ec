import { App, Validations } from "aws-cdk-lib/core";
import featureFlags from "aws-cdk-lib/recommended-feature-flags.json" with { type: "json" };
import { buildSite } from "../web/site.ts";
import { parseAuditRetentionDays } from "./audit-retention.ts";
import { parseCustomDomain } from "./custom-domain.ts";
import { parseForeignKeyPrefix } from "./foreign-key-prefix.ts";
import { checkFlagNames } from "./known-flags.ts";
import { LatchkeyStack } from "./latchkey-stack.ts";
import { parseSignIn } from "./sign-in.ts";
import { parseStageName, stages } from "./stages.ts";

export interface LatchkeyAppProps {
  /** Where the assembly goes; else to where `CDK_OUTDIR` says, or to a temporary directory. */
  readonly outdir?: string;
  /** The stage to declare; else the one of the context, `-c stage=…`. */
  readonly stage?: string;
  /** What `-c name=value` gives otherwise. */
  readonly context?: Readonly<Record<string, string>>;
  /**
   * Whether the finished template is read by CDK's linter and by cdk-nag's AwsSolutions rules. A
   * finding of either fails synthesis; those that were weighed and left are acknowledged beside
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
  stage: givenStage,
  context = {},
  isReviewed = false,
}: LatchkeyAppProps = {}): Promise<App> {
  const app = new App({
    // Else CDK synthesises once more at exit, and reports a failure a second time, with a stack.
    autoSynth: false,
    analyticsReporting: false,
    builtinCloudFormationValidation: isReviewed,
    // What `cdk init` would write to cdk.json for this version of CDK. Only the CDK CLI reads
    // that file, and its template must not differ from the one that `npm start` serves.
    context: { ...featureFlags, ...context },
    ...(outdir === undefined ? {} : { outdir }),
  });
  checkFlagNames(Object.keys(app.node.getAllContext()));
  const readContext = (name: string): unknown => app.node.tryGetContext(name);
  const stage = parseStageName(givenStage ?? readContext("stage"));
  new LatchkeyStack(app, {
    stage,
    site: await buildSite(),
    customDomain: parseCustomDomain(readContext, stages[stage]),
    signIn: parseSignIn(readContext, stages[stage]),
    foreignKeyPrefix: parseForeignKeyPrefix(readContext),
    auditRetentionDays: parseAuditRetentionDays(readContext),
  });
  if (isReviewed) {
    // Loaded on demand: it takes as long as all of the synthesis.
    const { AwsSolutionsChecks } = await import("cdk-nag");
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  }
  return app;
}
