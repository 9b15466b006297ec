/** The local CloudFront's view of a template, with all references resolved. */
export interface Distribution {
  readonly id: string;
  readonly domainName: string;
  /** In the order in which they are tried; the last one takes whatever is left. */
  readonly behaviors: readonly Behavior[];
}

export interface Behavior {
  /** `/api/*`; `*` for the default one. */
  readonly pathPattern: string;
  readonly origin: Origin;
  readonly allowedMethods: readonly string[];
  /** Whether responses that allow it are cached. */
  readonly isCached: boolean;
  /** Encodings to compress with; empty if nothing is compressed. */
  readonly encodings: readonly Encoding[];
  /** The parts of a request that reach the origin: each part that at least one entry allows. */
  readonly forwarded: readonly Forwarded[];
  /** Runs before anything else. */
  readonly viewerRequest: EdgeFunction | undefined;
  readonly headersPolicy: HeadersPolicy | undefined;
}

export type Encoding = "br" | "gzip";

export type Origin = BucketOrigin | ApiOrigin;

export interface BucketOrigin {
  readonly kind: "bucket";
  readonly bucketName: string;
}

export interface ApiOrigin {
  readonly kind: "api";
  readonly apiId: string;
  readonly domainName: string;
  /** Takes the place of the client's headers of these names. */
  readonly customHeaders: readonly (readonly [name: string, value: string])[];
}

/** Parts of a request that a policy passes on. */
export interface Forwarded {
  readonly headers: Selection;
  /** Headers that CloudFront itself adds, such as `cloudfront-viewer-address`. */
  readonly addedHeaders: readonly string[];
  readonly cookies: Selection;
  readonly queryStrings: Selection;
}

/** Names of headers are in lower case. */
export type Selection =
  | { readonly kind: "none" }
  | { readonly kind: "all" }
  | { readonly kind: "listed" | "allExcept"; readonly names: readonly string[] };

export interface EdgeFunction {
  readonly name: string;
  readonly code: string;
}

export interface HeadersPolicy {
  readonly set: readonly PolicyHeader[];
  /** Names of headers that do not reach the client. */
  readonly removed: readonly string[];
}

export interface PolicyHeader {
  readonly name: string;
  readonly value: string;
  /** Whether it takes the place of the origin's header; else the origin's stays. */
  readonly override: boolean;
}
