/** The header that functions/http/viewer-address.ts reads. CloudFront replaces a caller's own. */
export const originSecretHeader = "X-Latchkey-Origin-Secret";
