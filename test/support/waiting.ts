/** A service that only waits, with the given attributes (YAML, indented by four). */
export const waiting = (attributes: string): string =>
  `services:\n  app:\n    image: "redis:6.0-alpine"\n    entrypoint: []\n    command: sleep inf\n    init: true\n${attributes.replace(/^/gm, '    ')}\n`;
