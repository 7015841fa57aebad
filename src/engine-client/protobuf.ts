/** As much of Protocol Buffers' wire format (https://protobuf.dev/programming-guides/encoding/) as BuildKit's messages need. */

/** The fields of one message, by their numbers; each with all its values in their order. */
export class ProtobufFields {
  readonly #fields = new Map<number, (bigint | Uint8Array)[]>();

  /** @throws RangeError for bytes that are no message */
  constructor(bytes: Uint8Array) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    const varint = (): bigint => {
      let value = 0n;
      for (let shift = 0n; shift < 70n; shift += 7n) {
        const byte = view.getUint8(at++);
        value |= BigInt(byte & 0x7f) << shift;
        if (byte < 0x80) return BigInt.asUintN(64, value);
      }
      throw new RangeError('a number of more than 64 bits');
    };
    const take = (length: number): Uint8Array => {
      if (at + length > bytes.length) throw new RangeError('a field is longer than its message');
      at += length;
      return bytes.subarray(at - length, at);
    };
    while (at < bytes.length) {
      const tag = Number(varint());
      const wireType = tag & 7;
      if (wireType === 0) this.#add(tag >>> 3, varint());
      else if (wireType === 1) this.#add(tag >>> 3, take(8));
      else if (wireType === 2) this.#add(tag >>> 3, take(Number(varint())));
      else if (wireType === 5) this.#add(tag >>> 3, take(4));
      else throw new RangeError(`a field of the unknown kind ${wireType}`);
    }
  }

  /** 0 where it is absent, as the format has it. */
  number(field: number): number {
    const value = this.#fields.get(field)?.at(-1);
    return typeof value === 'bigint' ? Number(BigInt.asIntN(64, value)) : 0;
  }

  text(field: number): string {
    const value = this.#fields.get(field)?.at(-1);
    return value instanceof Uint8Array ? new TextDecoder().decode(value) : '';
  }

  bytes(field: number): Uint8Array {
    const value = this.#fields.get(field)?.at(-1);
    return value instanceof Uint8Array ? value : new Uint8Array();
  }

  message(field: number): ProtobufFields | undefined {
    return this.messages(field).at(-1);
  }

  messages(field: number): ProtobufFields[] {
    const values = this.#fields.get(field) ?? [];
    return values.flatMap((value) => (value instanceof Uint8Array ? new ProtobufFields(value) : []));
  }

  /** `map<string, string>`. */
  map(field: number): Map<string, string> {
    return new Map(this.messages(field).map((entry) => [entry.text(1), entry.text(2)]));
  }

  #add(field: number, value: bigint | Uint8Array): void {
    const values = this.#fields.get(field);
    if (values === undefined) this.#fields.set(field, [value]);
    else values.push(value);
  }
}

/** A field of text, as a message has it. */
export function protobufText(field: number, text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > 0x7f || field > 15) throw new RangeError('longer than what is ever asked for');
  return Uint8Array.from([(field << 3) | 2, bytes.length, ...bytes]);
}
