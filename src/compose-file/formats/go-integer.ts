import { GoFloat } from '../tree/scalar.ts';

/**
 * Whole numbers as Go's fields of a fixed width hold them on the machines that Docker Compose is built for: what is too
 * large wraps around, and a floating-point number beyond the width becomes the smallest one. Numbers that JavaScript holds
 * exactly are `number`, others `bigint`.
 */
export type Numeric = number | bigint | GoFloat;

const SIGN_BIT = 2n ** 63n;

/** No field of Go's type `int64` holds it; YAML reads it as `uint64`. */
export function isBeyondInt64(value: unknown): value is bigint {
  return typeof value === 'bigint' && value >= SIGN_BIT;
}

export function toInt64(value: Numeric): number | bigint {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return narrow(BigInt.asIntN(64, value));
  const whole = wholeOf(value);
  return narrow(whole === undefined || whole < -SIGN_BIT || whole >= SIGN_BIT ? -SIGN_BIT : whole);
}

/** undefined: it is negative. */
export function toUnsigned(value: Numeric, bits: 16 | 32 | 64): number | bigint | undefined {
  const isNegative = value instanceof GoFloat ? value.value < 0 : value < 0;
  if (isNegative) return undefined;
  if (typeof value === 'number' && value < 2 ** bits) return value;
  const whole = value instanceof GoFloat ? wholeOf(value) : BigInt(value);
  const fits = whole !== undefined && whole < 2n * SIGN_BIT;
  return narrow(BigInt.asUintN(bits, fits ? whole : SIGN_BIT));
}

/** Without what stands after the point; undefined: it is infinite or no number. */
function wholeOf({ value }: GoFloat): bigint | undefined {
  return Number.isFinite(value) ? BigInt(Math.trunc(value)) : undefined;
}

export function narrow(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
