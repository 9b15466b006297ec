import { describe, expect, it } from "@jest/globals";
import { hasHandlerWrappedInVerdict } from "../../lib/checks/handler-wrapper.ts";

const wrapperImport = 'import { withVerdict } from "./http/with-verdict.ts";';

describe("an entry's handler", () => {
  it.each([
    ["plain", `${wrapperImport} export const handler = withVerdict(list);`],
    ["typed", `${wrapperImport} export const handler: Handler = withVerdict<A>(list);`],
    ["exported apart", `${wrapperImport} const handler = withVerdict(list); export { handler };`],
    [
      "with other imports",
      'import { type A, b, withVerdict, c } from "./http/with-verdict.ts";\nb(c);\nexport const handler = withVerdict(list);',
    ],
  ])("counts as wrapped: %s", (_form, entry) => {
    expect(hasHandlerWrappedInVerdict(entry)).toBe(true);
  });

  it.each([
    ["bare", "export const handler = list;"],
    [
      "wrapped by a namesake",
      'import { withVerdict } from "./other.ts"; export const handler = withVerdict(list);',
    ],
    [
      "wrapped by a namesake of its own",
      "const withVerdict = (f) => f; export const handler = withVerdict(list);",
    ],
    [
      "of another export",
      `${wrapperImport} export const other = withVerdict(list); export const handler = list;`,
    ],
    [
      "unwrapped on its way out",
      `${wrapperImport} const handler = withVerdict(list); export { list as handler };`,
    ],
    ["not exported", `${wrapperImport} const handler = withVerdict(list);`],
    ["that can be replaced", `${wrapperImport} export let handler = withVerdict(list);`],
    [
      "wrapped in a comment",
      `${wrapperImport} // export const handler = withVerdict(list);\nexport const handler = list;`,
    ],
    [
      "with the wrapper inside",
      `${wrapperImport} export const handler = other(withVerdict(list));`,
    ],
  ])("does not count as wrapped: %s", (_form, entry) => {
    expect(hasHandlerWrappedInVerdict(entry)).toBe(false);
  });
});
