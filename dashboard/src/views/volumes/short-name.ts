/** Of what nobody named, as much of its id as tells it from others; volumes and images are called by all of it. */
export function shortName(name: string): string {
  return name.replace(/^(sha256:)?([0-9a-f]{12})[0-9a-f]{52}$/, '$2');
}
