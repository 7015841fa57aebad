export interface Part {
  name: string;
  content: AsyncIterable<Uint8Array>;
}

/** Files of one type as a multipart/form-data body (RFC 7578), made while it is sent. */
export async function* multipart(
  boundary: string,
  parts: readonly Part[],
  type: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (const { name, content } of parts) {
    const quoted = name.replaceAll('"', '%22');
    const disposition = `form-data; name="${quoted}"; filename="${quoted}"`;
    yield Buffer.from(
      `--${boundary}\r\nContent-Disposition: ${disposition}\r\nContent-Type: ${type}\r\n\r\n`,
    );
    yield* content;
    yield Buffer.from('\r\n');
  }
  yield Buffer.from(`--${boundary}--\r\n`);
}
