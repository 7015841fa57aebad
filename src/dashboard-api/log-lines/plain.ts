/** Text of containers without what would steer a terminal. */

const ESC = '\x1b';

/** An escape sequence of ECMA-48: CSI, the strings OSC, DCS, SOS, PM, APC up to their end, or a short one. */
const sequences =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[PX^_][^\x1b]*\x1b\\|[ -/]*[0-~])?/g;
/** The same in a text of several lines, none of which goes on in the next. */
export const sequencesOfLines: RegExp =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\n]*(?:\x07|\x1b\\)|[PX^_][^\x1b\n]*\x1b\\|[ -/]*[0-~])?/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const sgr = /^\x1b\[[\d;:]*m$/;

/** Keeps colours (SGR) and takes every other sequence out; of text that was overwritten after a carriage return, what was left. */
export function keepColors(raw: string): string {
  const text = raw.includes(ESC) ? raw.replace(sequences, (found) => (sgr.test(found) ? found : '')) : raw;
  return text.includes('\r') ? afterReturn(text) : text;
}

/** A progress bar writes its line again and again: a terminal shows the last. */
function afterReturn(text: string): string {
  const trimmed = text.replace(/\r+$/, '');
  return trimmed.slice(trimmed.lastIndexOf('\r') + 1);
}

/** The text that a person reads; positions of marks count in it. */
export function plainText(colored: string): string {
  return colored.includes(ESC) ? colored.replace(sequences, '') : colored;
}
