import { CfnAuthorizer, type RestApi } from "aws-cdk-lib/aws-apigateway";
import { ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Aws, CfnResource, Stack, Validations } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { publicErrorBody } from "../../functions/http/error-body.ts";
import { methodNodesOf } from "../checks/api-nodes.ts";
import { asInTemplate, renderTemplate } from "../checks/rendered-template.ts";
import { findStageFaults } from "../checks/stage-faults.ts";
import { isJudged } from "../checks/unguarded-routes.ts";
import { shapeAuthorizerResponses } from "../constructs/gateway-responses.ts";
import type { LambdaFunction } from "../constructs/lambda-function.ts";
import { redeployOnChange } from "../constructs/redeploy-on-change.ts";
import { findFaults, isOpen, methodsOf, type ProtectedApi } from "./find-faults.ts";
import type { Protection } from "./protection.ts";

export interface ApiProtectionProps {
  readonly protection: Protection;
  /** Declares the function that judges this API's requests. */
  readonly declareAuthorizer: (scope: Construct) => LambdaFunction;
  /** Integrations that say the same to everybody, and run nothing. */
  readonly openIntegrations: readonly unknown[];
  /** The functions of `forward`, which obey the verdict, read at synthesis. */
  readonly forwarders: () => readonly { readonly arn: string; readonly streams: boolean }[];
  /** Whether the API is Latchkey's own, and has all of its gateway responses already. */
  readonly hasResponses: boolean;
}

/**
 * The protection of one API: an authorizer before every route that is not open, with a function of its
 * own, whose environment has the rules of the routes; and the check, at synthesis, that nothing gets
 * past it.
 */
export class ApiProtection extends Construct {
  /** The function that judges this API's requests. */
  readonly judge: LambdaFunction;
  private readonly restApi: RestApi;
  private readonly authorizer: CfnAuthorizer;
  private readonly judged: () => ProtectedApi;

  /** @throws Error that names the route if it cannot be protected */
  constructor(restApi: RestApi, props: ApiProtectionProps) {
    refuseUnknown(restApi);
    super(restApi, "Latchkey");
    this.restApi = restApi;
    this.judge = props.declareAuthorizer(this);
    this.authorizer = this.declareAuthorizer(this.judge);
    const stack = Stack.of(restApi);
    const protectedIds = new Set<string>();
    const { protection, openIntegrations } = props;
    this.judged = () => ({
      restApi: asInTemplate(stack, restApi.restApiId),
      authorizer: asInTemplate(stack, this.authorizer.ref),
      protection,
      protectedIds,
      openIntegrations,
      forwarders: props
        .forwarders()
        .map((each) => ({ ...each, arn: asInTemplate(stack, each.arn) })),
    });
    for (const id of this.protectMethods()) protectedIds.add(id);
    if (!props.hasResponses) {
      shapeAuthorizerResponses(restApi, publicErrorBody);
      redeployOnChange(restApi);
    }
    this.node.addValidation({ validate: () => this.findFaults() });
  }

  /** @returns the logical ids of all methods there are */
  private protectMethods(): string[] {
    const stack = Stack.of(this);
    const api = this.judged();
    const methods = methodsOf(renderTemplate(stack, isJudged), api.restApi);
    for (const node of methodNodesOf(this.restApi)) {
      const id = stack.resolve(node.logicalId);
      const method = methods.find((each) => each.id === id);
      if (!method || isOpen(method, api)) continue;
      const { AuthorizationType: type = "NONE" } = method.properties;
      if (type !== "NONE") {
        throw new Error(
          `${method.route} has an authorizer already (${type}): remove it, or list the route in open`,
        );
      }
      authorize(node, this.authorizer);
    }
    return methods.map(({ id }) => id);
  }

  private declareAuthorizer({ function: handler }: LambdaFunction): CfnAuthorizer {
    const { restApiId } = this.restApi;
    const stack = Stack.of(this);
    const invoke = `arn:${Aws.PARTITION}:apigateway:${stack.region}:lambda:path/2015-03-31/functions`;
    const authorizer = new CfnAuthorizer(this, "Authorizer", {
      restApiId,
      name: "Latchkey",
      type: "REQUEST",
      authorizerUri: `${invoke}/${handler.functionArn}/invocations`,
      // A request without it is answered 401 for no invocation; the function would say the same.
      identitySource: "method.request.header.Authorization",
      // A cached answer would skip the counter and keep a revoked key alive.
      authorizerResultTtlInSeconds: 0,
    });
    handler.addPermission("Invoke", {
      principal: new ServicePrincipal("apigateway.amazonaws.com"),
      sourceArn: stack.formatArn({
        service: "execute-api",
        resource: restApiId,
        resourceName: `authorizers/${authorizer.ref}`,
      }),
    });
    return authorizer;
  }

  private findFaults(): string[] {
    const stack = Stack.of(this);
    const elsewhere = methodNodesOf(this.restApi).filter((node) => Stack.of(node) !== stack);
    return [
      ...findFaults(renderTemplate(stack, isJudged), this.judged()),
      ...elsewhere.map(
        ({ node }) => `${node.path}: is a method in another stack than the API, and not protected`,
      ),
      ...findStageFaults(this.restApi, this.judged().protection.open),
    ].map((fault) => `${this.restApi.node.path}: ${fault}`);
  }
}

/** Overrides what a method declares. Whoever reads the construct itself, as cdk-nag does, sees it too. */
function authorize(method: CfnResource, { ref }: CfnAuthorizer): void {
  if ("authorizationType" in method) method.authorizationType = "CUSTOM";
  if ("authorizerId" in method) method.authorizerId = ref;
  method.addPropertyOverride("AuthorizationType", "CUSTOM");
  method.addPropertyOverride("AuthorizerId", ref);
  Validations.of(method).acknowledge({
    id: "AwsSolutions-COG4",
    reason: "A Cognito authorizer does not know API keys; Latchkey's judges each request.",
  });
}

/** Properties of a RestApi that give it methods which the app does not declare. */
const importing = ["body", "bodyS3Location", "cloneFrom"];

function refuseUnknown(restApi: RestApi): void {
  const { node } = restApi;
  if (node.tryFindChild("Latchkey")) throw new Error(`${node.path} is protected already`);
  const { defaultChild } = node;
  const isDeclaredHere =
    defaultChild !== undefined &&
    CfnResource.isCfnResource(defaultChild) &&
    defaultChild.cfnResourceType === "AWS::ApiGateway::RestApi";
  const isImported =
    isDeclaredHere && importing.some((name) => Reflect.get(defaultChild, name) !== undefined);
  if (!isDeclaredHere || isImported) {
    throw new Error(
      `${node.path}: only a RestApi whose methods this app declares can be protected, since the methods of others cannot be seen`,
    );
  }
  if (restApi.latestDeployment === undefined) {
    throw new Error(
      `${node.path} must deploy itself (deploy: true), or its stage would go on serving it unprotected`,
    );
  }
}
