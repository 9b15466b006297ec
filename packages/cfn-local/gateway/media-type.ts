/** `application/json; charset=utf-8` to `application/json`. */
export function bareMediaType(value: string): string {
  return (value.split(";")[0] ?? "").trim().toLowerCase();
}

/** Whether a media type is in an API's list of binary ones, which may hold wildcards. */
export function isBinary(
  mediaType: string | undefined,
  binaryMediaTypes: readonly string[],
): boolean {
  if (mediaType === undefined) return false;
  const [type] = bareMediaType(mediaType).split("/");
  return binaryMediaTypes
    .map((binary) => binary.toLowerCase())
    .some(
      (binary) => binary === "*/*" || binary === `${type}/*` || binary === bareMediaType(mediaType),
    );
}
