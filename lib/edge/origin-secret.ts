/** As functions/http/viewer-address.ts reads it. CloudFront replaces a caller's own. */
export const originSecretHeader = "X-Latchkey-Origin-Secret";
