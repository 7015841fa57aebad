/** The words of `EXPOSE`: `80`, `53/udp`, `8000-8010/tcp`; and the forms that other tools write, with a warning. */

export interface ExposedPorts {
  ports: string[];
  /** The protocol is not in lower case; there is an address or a host port. */
  hasCasing: boolean;
  hasHostPart: boolean;
}

/** @throws Error with the frontend's sentence. */
export function parseExposedPort(word: string): ExposedPorts {
  const parts = word.split(':');
  const container = parts.at(-1) ?? '';
  const hostPort = parts.length > 1 ? (parts.at(-2) ?? '') : '';
  const address = parts.slice(0, -2).join(':');
  const slash = container.indexOf('/');
  const numbers = slash === -1 ? container : container.slice(0, slash);
  const protocol = slash === -1 ? '' : container.slice(slash + 1);
  if (numbers === '') throw new Error(`invalid port: ${JSON.stringify(word)}: no port specified`);
  if (!['', 'tcp', 'udp', 'sctp'].includes(protocol.toLowerCase())) {
    throw new Error(`invalid port: ${JSON.stringify(word)}: invalid proto: ${protocol}`);
  }
  const range = parseRange(numbers);
  if (!range) throw new Error(`invalid containerPort: ${numbers}`);
  if (hostPort !== '' && !parseRange(hostPort)) throw new Error(`invalid hostPort: ${hostPort}`);
  const [start, end] = range;
  return {
    ports: Array.from(
      { length: end - start + 1 },
      (_, i) => `${start + i}/${protocol.toLowerCase() || 'tcp'}`,
    ),
    hasCasing: protocol !== protocol.toLowerCase(),
    hasHostPart: address !== '' || hostPort !== '',
  };
}

function parseRange(text: string): [number, number] | undefined {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
  if (!match) return undefined;
  const start = Number(match[1]);
  const end = Number(match[2] ?? match[1]);
  return start <= end && end <= 65_535 ? [start, end] : undefined;
}
