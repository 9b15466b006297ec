import { describe, expect, it } from "@jest/globals";
import { managementAccess, managementRoutes } from "../../../functions/management/routes.ts";
import { ManagementHouse, userOf } from "../../support/management-house.ts";

const house = new ManagementHouse();
const operator = (roles: string) => ({ actor: "operator", subject: "person-7", roles });

function accessOf(route: string) {
  const access = managementAccess[route];
  if (!access) throw new Error(`nothing says who may call ${route}`);
  return access;
}

describe("a caller whose role may not call a route", () => {
  const forNoUser = managementRoutes.filter((route) => !accessOf(route).user);
  const forAdmins = managementRoutes.filter((route) => accessOf(route).support === false);

  it.each(forNoUser)(
    "is told so before anything else is looked at: %s by a user",
    async (route) => {
      for (const body of ["{", '{"name":1}']) {
        const parts = { authorizer: userOf("acct_1"), query: { limit: "x" } };
        expect(await house.refusal(house.send(route, body, parts))).toEqual({
          status: 403,
          message: "Operator credential required",
        });
      }
    },
  );

  it.each(forAdmins)(
    "is told so before anything else is looked at: %s by support",
    async (route) => {
      for (const body of ["{", '{"name":1}']) {
        const parts = { authorizer: operator("support"), query: { limit: "x" } };
        expect(await house.refusal(house.send(route, body, parts))).toEqual({
          status: 403,
          message: "Operator role admin required",
        });
      }
    },
  );

  it.each(managementRoutes)("is one who has none: %s", async (route) => {
    expect(await house.refusal(house.send(route, "{}", { authorizer: operator("") }))).toEqual({
      status: 403,
      message: "Operator role admin required",
    });
  });
});
