import { transform } from "esbuild";
import { reasonOf, StartError } from "../start-error.ts";
import type { EdgeFunction } from "../template/distribution/model.ts";

/**
 * The syntax that CloudFront's runtime supports beyond ECMAScript 5.1, by esbuild's names. V8 supports
 * much more, so without this check a function could work here and be rejected by CloudFront.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
 */
const supported = {
  arrow: true,
  "async-await": true,
  "const-and-let": true,
  "exponent-operator": true,
  // Not listed by AWS; njs, on which the runtime is built, has it. esbuild could not print without.
  "object-extensions": true,
  "regexp-named-capture-groups": true,
  "rest-argument": true,
  "template-literal": true,
};

/** @throws StartError if a function uses what its runtime does not know */
export async function refuseUnknownSyntax({ name, code }: EdgeFunction): Promise<void> {
  const asItIs = await print(name, code, {});
  const lowered = await print(name, code, { target: "es5", supported });
  if (lowered !== asItIs) {
    throw new StartError(
      `The CloudFront function ${name} uses newer syntax than its runtime knows.`,
    );
  }
}

async function print(name: string, code: string, options: object): Promise<string> {
  try {
    return (await transform(code, { ...options, logLevel: "silent" })).code;
  } catch (error) {
    const reason = reasonOf(error);
    throw new StartError(
      `The CloudFront function ${name} cannot run: ${reason.split("\n")[1] ?? reason}`,
    );
  }
}
