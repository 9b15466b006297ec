import * as z from "zod";
import { StartError } from "../packages/cfn-local/start-error.ts";

/** The environment variables of `npm start`. An empty variable counts as unset. */
const settings = z.object({
  PORT: z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .pipe(z.int().min(0).max(65_535))
    .default(3000),
  LATCHKEY_OPERATOR_TOKEN: z
    .string()
    // Only characters that a Bearer header can carry (RFC 9110, token68 and more).
    .regex(/^[!-~]{1,4096}$/)
    .optional(),
  LATCHKEY_DATA_DIR: z.string().optional(),
  DYNAMODB_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  LATCHKEY_MAX_CONTAINERS: z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .pipe(z.int().min(1).max(100))
    .default(8),
  LATCHKEY_DEMO_PASSWORD: z
    .string()
    .regex(/^[!-~]{8,128}$/)
    .optional(),
  LATCHKEY_FOREIGN_KEY_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9_-]{3,32}$/)
    .optional(),
  LATCHKEY_WEBHOOK_URL: z.url({ protocol: /^https?$/ }).optional(),
  LATCHKEY_CONFIG_FILE: z.string().optional(),
  LATCHKEY_LOG: z.string().optional(),
  LATCHKEY_RUN_DIR: z.string().optional(),
});

export type Settings = z.infer<typeof settings>;

const rules: Readonly<Record<string, string>> = {
  PORT: "a whole number from 0 to 65535",
  LATCHKEY_OPERATOR_TOKEN: "1 to 4096 visible ASCII characters without spaces",
  LATCHKEY_DEMO_PASSWORD: "8 to 128 visible ASCII characters without spaces",
  LATCHKEY_FOREIGN_KEY_PREFIX: "3 to 32 of A-Z a-z 0-9 _ -",
  LATCHKEY_WEBHOOK_URL: "an http or https URL, such as http://127.0.0.1:4000/webhooks",
  DYNAMODB_ENDPOINT: "an http or https address, such as http://127.0.0.1:8000",
  LATCHKEY_MAX_CONTAINERS: "a whole number from 1 to 100",
};

/** @throws StartError naming the variable and what it may be, but not its value */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const set = Object.entries(environment).filter(([, value]) => value !== "");
  const result = settings.safeParse(Object.fromEntries(set));
  if (result.success) return result.data;
  const name = String(result.error.issues[0]?.path[0]);
  throw new StartError(`${name} must be ${rules[name] ?? "valid"}.`);
}
