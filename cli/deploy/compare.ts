import { fullDiff, ResourceImpact } from "@aws-cdk/cloudformation-diff";
import type { Template } from "./template.ts";

export type Fate = "added" | "changed" | "may be replaced" | "replaced" | "removed";

export interface ResourceChange {
  readonly id: string;
  readonly type: string;
  readonly fate: Fate;
  /** The properties and attributes, such as `DeletionPolicy`, that differ. */
  readonly properties: readonly string[];
}

/** Types of which deployments make a new one on purpose: a copy of an API's routes, and versions of code. */
const renewedTypes = [
  "AWS::ApiGateway::Deployment",
  "AWS::Lambda::LayerVersion",
  "AWS::Lambda::Version",
];

/** The resources that a deployment changes, by what happens to them. */
export function compareResources(deployed: Template, next: Template): readonly ResourceChange[] {
  const { resources } = fullDiff(structuredClone(deployed), structuredClone(next));
  return Object.entries(resources.changes).flatMap(([id, change]) => {
    const fate = fates[change.changeImpact];
    // If the type itself changes, a resource of the old type is lost.
    const type = change.oldResourceType ?? change.newResourceType ?? "";
    if (fate === undefined || renewedTypes.includes(type)) return [];
    const names = [...Object.keys(change.propertyUpdates), ...Object.keys(change.otherChanges)];
    return [{ id, type, fate, properties: names.sort() }];
  });
}

const fates: Readonly<Record<ResourceImpact, Fate | undefined>> = {
  [ResourceImpact.WILL_CREATE]: "added",
  [ResourceImpact.WILL_IMPORT]: "added",
  [ResourceImpact.WILL_UPDATE]: "changed",
  [ResourceImpact.MAY_REPLACE]: "may be replaced",
  [ResourceImpact.WILL_REPLACE]: "replaced",
  [ResourceImpact.WILL_DESTROY]: "removed",
  [ResourceImpact.WILL_ORPHAN]: "removed",
  [ResourceImpact.NO_CHANGE]: undefined,
};

/** More than these are counted rather than named. */
const mostNamed = 3;

/** The changes in words, most severe first: by type, and by name where few are lost. */
export function wordsOfChanges(changes: readonly ResourceChange[]): readonly string[] {
  return severity.flatMap((fate) => {
    const groups = new Map<string, ResourceChange[]>();
    for (const change of changes.filter((each) => each.fate === fate)) {
      groups.set(change.type, [...(groups.get(change.type) ?? []), change]);
    }
    return [...groups].map(([type, group]) => {
      const properties = [...new Set(group.flatMap((change) => change.properties))].sort();
      const isNamed = fate !== "added" && fate !== "changed" && group.length <= mostNamed;
      const names = isNamed ? ` ${group.map(({ id }) => id).join(", ")}` : "";
      const shown = fate === "added" ? "" : inBrackets(properties);
      return `${fate}: ${group.length} × ${type}${names}${shown}`;
    });
  });
}

const severity: readonly Fate[] = ["removed", "replaced", "may be replaced", "changed", "added"];

function inBrackets(properties: readonly string[]): string {
  return properties.length === 0 ? "" : ` (${properties.join(", ")})`;
}
