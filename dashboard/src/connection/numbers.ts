let last = 0;

/** A number for a subscription or a call, unique on the page. */
export function nextNumber(): number {
  last += 1;
  return last;
}
