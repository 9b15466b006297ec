import { statefulIds, type Template } from "./template.ts";

/**
 * Lets CloudFormation update everything, but neither replace nor delete what holds state.
 *
 * @param allowed logical ids that this one deployment may lose
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html
 */
export function stackPolicy(template: Template, allowed: readonly string[] = []): string {
  const held = statefulIds(template).filter((id) => !allowed.includes(id));
  return JSON.stringify({
    Statement: [
      { Effect: "Allow", Action: "Update:*", Principal: "*", Resource: "*" },
      ...(held.length === 0
        ? []
        : [
            {
              Effect: "Deny",
              Action: ["Update:Replace", "Update:Delete"],
              Principal: "*",
              Resource: held.map((id) => `LogicalResourceId/${id}`),
            },
          ]),
    ],
  });
}
