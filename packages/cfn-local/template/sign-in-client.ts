import * as z from "zod";
import type { SignInClient } from "./model.ts";
import { readProperties } from "./read-properties.ts";
import type { Stack } from "./stack.ts";

const unit = z.enum(["seconds", "minutes", "hours", "days"]);
const secondsPer: Readonly<Record<z.infer<typeof unit>, number>> = {
  seconds: 1,
  minutes: 60,
  hours: 3_600,
  days: 86_400,
};

const urls = z.array(z.url()).default([]);

/**
 * A missing property has the user pool's default.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpoolclient.html
 */
export const userPoolClientProperties = z.object({
  GenerateSecret: z.literal(false).default(false),
  AllowedOAuthFlows: z.array(z.string()).default([]),
  AllowedOAuthScopes: z.array(z.string()).default([]),
  CallbackURLs: urls,
  LogoutURLs: urls,
  AccessTokenValidity: z.int().positive().optional(),
  IdTokenValidity: z.int().positive().optional(),
  RefreshTokenValidity: z.int().positive().optional(),
  TokenValidityUnits: z
    .object({
      AccessToken: unit.optional(),
      IdToken: unit.optional(),
      RefreshToken: unit.optional(),
    })
    .default({}),
  RefreshTokenRotation: z
    .object({
      Feature: z.enum(["ENABLED", "DISABLED"]),
      RetryGracePeriodSeconds: z.int().min(0).max(60).default(0),
    })
    .optional(),
});

/** @returns undefined if the template has no client with the authorization code flow */
export function readSignInClient(stack: Stack): SignInClient | undefined {
  const [resource] = stack.ofType("AWS::Cognito::UserPoolClient");
  if (!resource) return undefined;
  const properties = readProperties(resource, userPoolClientProperties);
  if (!properties.AllowedOAuthFlows.includes("code")) return undefined;
  const { TokenValidityUnits: units, RefreshTokenRotation: rotation } = properties;
  const { AccessTokenValidity = 1, IdTokenValidity = 1, RefreshTokenValidity = 30 } = properties;
  return {
    clientId: String(stack.ref(resource.logicalId)),
    scopes: properties.AllowedOAuthScopes,
    callbackUrls: properties.CallbackURLs,
    logoutUrls: properties.LogoutURLs,
    accessTokenSeconds: AccessTokenValidity * secondsPer[units.AccessToken ?? "hours"],
    idTokenSeconds: IdTokenValidity * secondsPer[units.IdToken ?? "hours"],
    refreshTokenSeconds: RefreshTokenValidity * secondsPer[units.RefreshToken ?? "days"],
    rotationGraceSeconds:
      rotation?.Feature === "ENABLED" ? rotation.RetryGracePeriodSeconds : undefined,
  };
}
