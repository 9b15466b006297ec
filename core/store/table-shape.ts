/** The attribute with the Unix time in s from which on DynamoDB may remove an item. */
export const ttlAttribute = "ttl";

/** Events are published from new images. */
export const streamView = "NEW_IMAGE";
