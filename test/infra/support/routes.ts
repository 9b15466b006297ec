import type { Template } from "aws-cdk-lib/assertions";

export interface Route {
  /** `METHOD /path` */
  readonly route: string;
  /** The type of its integration. */
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Reads the methods of one API back from a template. @param api how its logical id begins */
export function readRoutes(template: Template, api: string): readonly Route[] {
  const resources = template.findResources("AWS::ApiGateway::Resource");
  const pathOf = (id: string | undefined): string => {
    const resource = id === undefined ? undefined : resources[id]?.Properties;
    return resource ? `${pathOf(resource.ParentId.Ref)}/${resource.PathPart}` : "";
  };
  return Object.values(template.findResources("AWS::ApiGateway::Method"))
    .map(({ Properties }) => Properties)
    .filter(({ RestApiId }) => RestApiId.Ref.startsWith(api))
    .map((properties) => ({
      route: `${properties.HttpMethod} ${pathOf(properties.ResourceId.Ref) || "/"}`,
      type: properties.Integration.Type,
      properties,
    }));
}
