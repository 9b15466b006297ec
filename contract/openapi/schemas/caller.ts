import * as z from "zod";
import { operatorRoles } from "../../../core/account/operators.ts";
import { accountId } from "./primitives.ts";

export const callerSchema = z
  .strictObject({
    object: z.literal("caller"),
    type: z.enum(["user", "operator"]).describe("Users may do what concerns their own account."),
    account_id: z
      .union([accountId, z.null()])
      .describe(
        "The user's own account, which may be yet to come into being; null for an operator.",
      ),
    subject: z
      .union([z.string().min(1), z.null()])
      .describe("The issuer's name for the person (`sub`); null for the operator token."),
    roles: z
      .array(z.enum(operatorRoles))
      .describe(
        "What an operator may do: `admin` everything; `support` reads, explains, pauses, resumes, revokes and suspends. The operator token is `admin`. Empty for a user.",
      ),
  })
  .describe("Who a credential of the management API is.");
