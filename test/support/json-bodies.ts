/** Texts that stand for a value of no use where a whole number is wanted, as a client may write it. */
export const notWholeNumbers = [
  "null",
  "true",
  '"1"',
  '""',
  "[]",
  "[1]",
  "{}",
  "0.5",
  "1.0000001",
  "1e309",
  "-1e309",
  "1e-1",
  "9007199254740993",
  "123456789012345678901234567890",
];

/** Texts that stand for a value of no use where a text is wanted. */
export const notTexts = ["null", "true", "1", "1e309", "[]", '["x"]', "{}", '{"toString":"x"}'];

/** Every attribute that an item has, and what an object inherits: none may be set by a client. */
export const foreignFields = [
  "pk",
  "sk",
  "ttl",
  "id",
  "key",
  "key_id",
  "key_prefix",
  "account_id",
  "digest",
  "pepper",
  "secret",
  "is_active",
  "revoked_at",
  "created_at",
  "updated_at",
  "last_used_at",
  "total_requests",
  "active_key_ids",
  "version",
  "t",
  "n",
  "w",
  "object",
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "",
];
