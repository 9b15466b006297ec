import type { RestApi } from "aws-cdk-lib/aws-apigateway";
import { CfnResource, Reference, Tokenization } from "aws-cdk-lib/core";

/** Every method of an API, wherever in the app, also those that were declared without its own verbs. */
export function methodNodesOf(restApi: RestApi): CfnResource[] {
  return nodesOf(restApi, "AWS::ApiGateway::Method");
}

/** Every resource of a type that names an API as its own, likewise. */
export function nodesOf(restApi: RestApi, type: string): CfnResource[] {
  return restApi.node.root.node
    .findAll()
    .filter((node) => CfnResource.isCfnResource(node))
    .filter((node) => node.cfnResourceType === type)
    .filter((node) => belongsTo(Reflect.get(node, "restApiId"), restApi));
}

function belongsTo(id: unknown, { node }: RestApi): boolean {
  if (typeof id !== "string") return false;
  return Tokenization.reverseString(id).tokens.some(
    (token) => Reference.isReference(token) && token.target === node.defaultChild,
  );
}
