import { crc32 } from "node:zlib";

/**
 * A message of AWS's event stream encoding: lengths, a checksum of these, headers of text, payload, and
 * a checksum of everything.
 *
 * @see https://smithy.io/2.0/aws/amazon-eventstream.html
 */
export function eventMessage(eventType: string, payload: Uint8Array, contentType: string): Buffer {
  const headers = Buffer.concat([
    header(":event-type", eventType),
    header(":content-type", contentType),
    header(":message-type", "event"),
  ]);
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32BE(16 + headers.length + payload.length, 0);
  lengths.writeUInt32BE(headers.length, 4);
  const body = Buffer.concat([lengths, checksum(lengths), headers, payload]);
  return Buffer.concat([body, checksum(body)]);
}

/** The type of a header whose value is text. */
const textType = 7;

function header(name: string, value: string): Buffer {
  const length = Buffer.alloc(3);
  length.writeUInt8(textType, 0);
  length.writeUInt16BE(Buffer.byteLength(value), 1);
  return Buffer.concat([Buffer.from([name.length]), Buffer.from(name), length, Buffer.from(value)]);
}

function checksum(bytes: Uint8Array): Buffer {
  const result = Buffer.alloc(4);
  result.writeUInt32BE(crc32(bytes), 0);
  return result;
}
