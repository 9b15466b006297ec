import { bundleFunctions } from "../../../lib/bundles.ts";
import { latchkey } from "../figure.ts";
import { bundleLambda, bundleLambdaByDefault } from "./bundle-lambda.ts";

/** An authorizer as one would deploy it. */
export interface LambdaContestant {
  readonly name: string;
  /** Whose table and keys it works with; `busy` is a key that other containers are using. */
  readonly data: "latchkey" | "busy" | "tutorial";
  readonly source: string;
  readonly extension: "mjs" | "cjs";
}

export const onBusyKey = "Latchkey, key in use elsewhere";
export const onSdkClient = "same logic, client-dynamodb";
export const onDocumentClient = "same logic, document client and middy";
export const tutorialLambda = "tutorial authorizer";
export const tutorialAsModule = "tutorial, bundled as Latchkey is";
export const bareHandler = "bare handler, no I/O";

/** Bundles them all, in the order in which they are shown. */
export function bundleContestants(): readonly LambdaContestant[] {
  const entry = (file: string) => new URL(file, import.meta.url);
  const esm = (name: string, data: LambdaContestant["data"], source: string) =>
    ({ name, data, source, extension: "mjs" }) as const;
  const { source } = bundleFunctions().authorizer;
  return [
    esm(bareHandler, "latchkey", bundleLambda(entry("./bare.ts"))),
    esm(latchkey, "latchkey", source),
    esm(onBusyKey, "busy", source),
    esm(onSdkClient, "latchkey", bundleLambda(entry("./on-sdk-client.ts"))),
    esm(onDocumentClient, "latchkey", bundleLambda(entry("./on-document-client.ts"))),
    {
      name: tutorialLambda,
      data: "tutorial",
      source: bundleLambdaByDefault(entry("./tutorial.ts")),
      extension: "cjs",
    },
    esm(tutorialAsModule, "tutorial", bundleLambda(entry("./tutorial.ts"))),
  ];
}
