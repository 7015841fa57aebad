/** What a classic builder says with one piece of its text. */
export type ClassicText =
  | { kind: 'step'; id: string; name: string }
  | { kind: 'cached' }
  | { kind: 'output'; text: string }
  /** Of images and containers on the way, which nobody needs. */
  | { kind: 'nothing' };

/** Docker: `Step 2/5 : RUN make`. Podman: `STEP 2/5: RUN make`, and with several stages `[1/2] STEP 2/5: RUN make`. */
const step = /^(?:\[(\d+)\/\d+\] )?(?:Step|STEP) (\d+)\/(\d+) ?: (.*)$/m;

/** Docker: ` ---> Using cache`. Podman: `--> Using cache 9f33…`. */
const cached = /^ ?-{2,3}> Using cache\b/m;

const beside = [
  /^ ---> /,
  /^Removing intermediate container /,
  /^Successfully (built|tagged) /,
  /^--> [0-9a-f]{12,64}\n?$/,
  /^COMMIT( \S+)?\n?$/,
  /^[0-9a-f]{64}\n?$/,
  // Podman's own bookkeeping of an instruction that it does not know.
  /^time="[^"]*" level=\w+ msg="\+\(UNHANDLED LOGLEVEL\)/,
];

/** Reads a piece of what Docker's classic builder or Podman's says; the names of steps are in BuildKit's form. */
export function readClassicText(text: string): ClassicText {
  const [begun, stage, number, of, instruction] = step.exec(text) ?? [];
  if (begun !== undefined) {
    const place = stage === undefined ? '' : `stage-${Number(stage) - 1} `;
    return { kind: 'step', id: `${place}${number}`, name: `[${place}${number}/${of}] ${instruction}` };
  }
  if (cached.test(text)) return { kind: 'cached' };
  const isBeside = text.trim() === '' || beside.some((pattern) => pattern.test(text));
  return isBeside ? { kind: 'nothing' } : { kind: 'output', text };
}

/** Why a build failed, without Podman's own bookkeeping of the step. */
export function readClassicFailure(message: string): string {
  return message.replace(/ &imagebuilder\.Step\{[^]*$/, '');
}
