import { bundleFunctions } from "../../lib/bundles.ts";
import { latchkey } from "../harness/figure.ts";
import { bundleLambda } from "./bundle-lambda.ts";

/** An authorizer as one would deploy it. */
export interface LambdaContestant {
  readonly name: string;
  /** Whose table and keys it works with. */
  readonly data: "latchkey" | "tutorial";
  readonly source: string;
}

export const onSdkClient = "same logic, client-dynamodb";
export const onDocumentClient = "same logic, document client and middy";
export const tutorialLambda = "tutorial authorizer";
export const bareHandler = "bare handler, no I/O";

/** Bundles them all, in the order in which they are shown. */
export function bundleContestants(): readonly LambdaContestant[] {
  const entry = (file: string) => bundleLambda(new URL(file, import.meta.url));
  return [
    { name: bareHandler, data: "latchkey", source: entry("./bare.ts") },
    { name: latchkey, data: "latchkey", source: bundleFunctions().authorizer.source },
    { name: onSdkClient, data: "latchkey", source: entry("./on-sdk-client.ts") },
    { name: onDocumentClient, data: "latchkey", source: entry("./on-document-client.ts") },
    { name: tutorialLambda, data: "tutorial", source: entry("./tutorial.ts") },
  ];
}
