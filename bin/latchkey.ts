import { latchkeyApp } from "../lib/latchkey-app.ts";

/**
 * The CDK app. The CDK CLI runs it for `npm run synth` and `npm run deploy`, and then the template
 * is reviewed. `npm start` runs it directly, with `CDK_OUTDIR` set to where the assembly goes.
 *
 * Whatever is wrong is said on stderr without a stack trace, and the exit code is 1.
 */
try {
  const app = await latchkeyApp({ isReviewed: process.env.CDK_CLI_VERSION !== undefined });
  app.synth();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
