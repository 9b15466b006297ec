import { describe, expect, it } from "@jest/globals";
import { Template } from "aws-cdk-lib/assertions";
import {
  AccessLogFormat,
  LambdaIntegration,
  LogGroupLogDestination,
  RestApi,
} from "aws-cdk-lib/aws-apigateway";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Stack } from "aws-cdk-lib/core";
import { accessLogFormat, type RouteName } from "../../lib/index.ts";
import { parseFilterPattern } from "../../packages/cfn-local/logs/filter-pattern.ts";
import { declareFunction, declareUserApp } from "./support/user-app.ts";

/* Reach: templates of an app whose own API has an access log that is counted. */

function declareLoggedApi(format = accessLogFormat, isElsewhere = false) {
  const user = declareUserApp({ alarms: {} });
  const stack = isElsewhere ? new Stack(user.app, "Other") : user.stack;
  const accessLog = new LogGroup(stack, "Requests");
  const api = new RestApi(stack, "Logged", {
    cloudWatchRole: false,
    deployOptions: {
      accessLogDestination: new LogGroupLogDestination(accessLog),
      accessLogFormat: format,
    },
  });
  const handler = declareFunction(stack, "Reads");
  const addRoute = (path: string) =>
    api.root.resourceForPath(path).addMethod("GET", new LambdaIntegration(handler));
  addRoute("/orders");
  return { ...user, stack, accessLog, api, addRoute };
}

function patternOf(stack: Stack): string {
  const filters = Template.fromStack(stack).findResources("AWS::Logs::MetricFilter");
  const [id] = Object.keys(filters).filter((name) =>
    /^LoggedLatchkeyAnsweredPastVerdict/.test(name),
  );
  return filters[id ?? ""]?.Properties.FilterPattern;
}

describe("the access log of an API under protect", () => {
  it("is refused in another format, by the API's name", () => {
    const { keys, api, accessLog } = declareLoggedApi(AccessLogFormat.clf());
    expect(() => keys.protect(api, { accessLog, obeysVerdict: true })).toThrow(
      "Shop/Logged: accessLog needs a stage whose log is written in latchkey's accessLogFormat",
    );
  });

  it("is searched for requests, beside the public API's", () => {
    const { keys, api, accessLog, stack } = declareLoggedApi();
    keys.addOutputs();
    keys.protect(api, { accessLog, obeysVerdict: true });
    const template = Template.fromStack(stack);
    const ofShop = stack.resolve(accessLog.logGroupName);
    const both = {
      "Fn::Join": ["", [{ Ref: expect.stringMatching(/PublicApiAccessLog/) }, ",", ofShop]],
    };
    expect(template.toJSON().Outputs.AccessLogNames.Value).toEqual(both);
    const searched = Object.values(template.findResources("AWS::Lambda::Function"))
      .map(({ Properties }) => Properties.Environment?.Variables.ACCESS_LOG_GROUPS)
      .filter((names) => names !== undefined);
    expect(searched).toEqual([both]);
    const searchable = Object.values(template.findResources("AWS::IAM::Policy"))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter(({ Action }) => [Action].flat().includes("logs:FilterLogEvents"))
      .flatMap(({ Resource }) => Resource);
    expect(searchable).toContainEqual(stack.resolve(accessLog.logGroupArn));
  });

  it("is not counted unless it is named", () => {
    const { keys, api, stack } = declareLoggedApi();
    keys.protect(api, { obeysVerdict: true });
    expect(patternOf(stack)).toBeUndefined();
    Template.fromStack(stack).resourceCountIs("AWS::Logs::SubscriptionFilter", 1);
  });

  it("may be in another stack than the keys", () => {
    const { keys, api, accessLog, stack, app } = declareLoggedApi(accessLogFormat, true);
    keys.protect(api, { accessLog, obeysVerdict: true });
    app.synth();
    const template = Template.fromStack(stack);
    template.resourceCountIs("AWS::Logs::SubscriptionFilter", 1);
    template.resourceCountIs("AWS::CloudWatch::Alarm", 3);
    template.resourcePropertiesCountIs(
      "AWS::Logs::MetricFilter",
      { MetricTransformations: [{ MetricName: "InvalidKeys" }] },
      1,
    );
  });

  it("counts what CloudWatch has room for if many routes are open", () => {
    const { keys, api, accessLog, stack, addRoute } = declareLoggedApi();
    const names = Array.from(
      { length: 40 },
      (_, index): `/${string}` => `/public/documents/${index}`,
    );
    for (const name of names) addRoute(name);
    const open = names.map((name): RouteName => `GET ${name}`);
    keys.protect(api, { accessLog, obeysVerdict: true, open });
    const pattern = patternOf(stack);
    expect(pattern.length).toBeLessThanOrEqual(1024);
    const counts = (verdict: string) =>
      parseFilterPattern(pattern)(JSON.stringify({ verdict, status: "200", resource: "/orders" }));
    expect([counts("limited"), counts("-")]).toEqual([true, false]);
  });
});
