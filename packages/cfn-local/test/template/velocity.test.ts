import { describe, expect, it } from "@jest/globals";
import { StartError } from "../../start-error.ts";
import { checkVelocity, variablesIn } from "../../template/velocity.ts";

const check = (template: string) => () => checkVelocity(template, "Verify");

describe("a mapping template", () => {
  it.each([
    '{"statusCode":200}',
    '{"statusCode": $context.authorizer.code}',
    `{"id":"\${context.requestId}","quiet":"$!context.identity.sourceIp"}`,
    '{}#if("$!context.authorizer.a" != "")#set($context.responseOverride.header.Retry-After = $context.authorizer.a)#end',
    '#if($context.httpMethod == "HEAD")#set($context.responseOverride.status = 204)#else{}#end',
    '{"text":"# 100 % \\u0024"}',
  ])("may be %s", (template) => {
    expect(check(template)()).toBe(template);
  });

  it.each([
    ["$input.json('$')", "more than $context variables"],
    ["$util.escapeJavaScript($context.requestId)", "more than $context variables"],
    ["$stageVariables.a", "more than $context variables"],
    ["$context", "more than $context variables"],
    ["$context.requestId.length()", "more than $context variables"],
    ["$context.authorizer['a']", "more than $context variables"],
    ["$context.identity.apiKey", "uses $context.identity.apiKey"],
    ['#if("$context.unheard" == "")#end', "uses $context.unheard"],
    ['#if("$input.body" == "")#end', "more than $context variables"],
    ["#set($x = 1)", "sets something other than $context.responseOverride"],
    ["#set($context.requestOverride.header.A = 1)", "sets something other"],
    ["#foreach($x in [1])#end", "#foreach, which is not supported"],
    ["#if($context.requestId", "not valid Velocity"],
  ])("is refused at start with %s", (template, message) => {
    expect(check(template)).toThrow(StartError);
    expect(check(template)).toThrow(`Verify `);
    expect(check(template)).toThrow(message);
  });

  it("reads the variables in it, those within quotes too", () => {
    const template =
      '{"a":$context.requestId}#if("$!context.authorizer.b" != "")#set($context.responseOverride.header.C = $context.stage)#end';
    expect(variablesIn(template).sort()).toEqual(["authorizer.b", "requestId", "stage"]);
  });
});
