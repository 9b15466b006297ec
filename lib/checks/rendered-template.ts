import { CfnResource, Stack } from "aws-cdk-lib/core";
import * as z from "zod";

/** A resource as the template will have it. */
export interface RenderedResource {
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Resources by logical id. */
export type RenderedTemplate = ReadonlyMap<string, RenderedResource>;

const fragmentSchema = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
  ),
});

/**
 * Renders a stack's resources of some types, with every property override applied; those are not
 * to be seen on the constructs.
 *
 * CDK marks the method that does it as internal, so no type declares it. It is what synthesis
 * itself calls; the version of CDK is pinned, and this throws if the method should ever go.
 */
export function renderTemplate(
  stack: Stack,
  isWanted: (type: string) => boolean,
): RenderedTemplate {
  const rendered = new Map<string, RenderedResource>();
  for (const node of stack.node.findAll()) {
    if (!CfnResource.isCfnResource(node) || !isWanted(node.cfnResourceType)) continue;
    if (Stack.of(node) !== stack) continue;
    const render: unknown = Reflect.get(node, "_toCloudFormation");
    if (typeof render !== "function") throw new Error("CDK no longer renders single resources");
    const { Resources } = fragmentSchema.parse(asInTemplate(stack, render.call(node)));
    for (const [id, { Type, Properties }] of Object.entries(Resources)) {
      rendered.set(id, { type: Type, properties: Properties });
    }
  }
  return rendered;
}

/**
 * Resolves a value to what the template will have in its place, such as `{ "Ref": "Api" }`. What CDK resolves has
 * CDK's own prototypes; as plain JSON it compares by content.
 */
export function asInTemplate(stack: Stack, value: unknown): unknown {
  return JSON.parse(JSON.stringify(stack.resolve(value)));
}
