import { StartError } from "../start-error.ts";
import { resourceProperties } from "./api-properties.ts";
import type { Resource } from "./model.ts";
import { readProperties } from "./read-properties.ts";
import type { Stack } from "./stack.ts";

/** The resources of one API without their methods, by id; the root is among them. */
export function readResourceTree(
  stack: Stack,
  apiId: string,
  rootId: string,
): { root: Resource; byId: Map<string, Resource> } {
  const root = newResource(rootId, "", undefined);
  const byId = new Map([[rootId, root]]);
  let pending = stack
    .ofType("AWS::ApiGateway::Resource")
    .map((resource) => ({
      id: String(stack.ref(resource.logicalId)),
      ...readProperties(resource, resourceProperties),
    }))
    .filter(({ RestApiId }) => RestApiId === apiId);
  while (pending.length > 0) {
    const orphans = pending.filter(({ id, ParentId, PathPart }) => {
      const parent = byId.get(ParentId);
      if (!parent) return true;
      const resource = newResource(id, PathPart, parent);
      parent.children.push(resource);
      byId.set(id, resource);
      return false;
    });
    if (orphans.length === pending.length) {
      throw new StartError(`The template has a resource ${orphans[0]?.PathPart} without a parent.`);
    }
    pending = orphans;
  }
  return { root, byId };
}

function newResource(id: string, pathPart: string, parent: Resource | undefined): Resource {
  const base = parent === undefined || parent.path === "/" ? "" : parent.path;
  return { id, pathPart, path: `${base}/${pathPart}`, children: [], methods: new Map() };
}
