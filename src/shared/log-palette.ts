/** Colours of containers' lines, as parameters of SGR, in the order in which containers get them: Docker Compose's. */
export const logPalette: readonly string[] = [
  '36',
  '33',
  '32',
  '35',
  '34',
  '36;1',
  '33;1',
  '32;1',
  '35;1',
  '34;1',
];
