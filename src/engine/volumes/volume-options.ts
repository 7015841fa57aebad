import { EngineError } from '../../shared/index.ts';

/** Docker's own rule: a name is a folder's, and of two letters at least. */
const namePattern = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/;

export function checkName(name: string): void {
  if (name.length === 1) {
    throw new EngineError(
      'invalid',
      `create ${name}: volume name is too short, names should be at least two alphanumeric characters`,
    );
  }
  if (!namePattern.test(name)) {
    throw new EngineError(
      'invalid',
      `create ${name}: ${JSON.stringify(name)} includes invalid characters for a local volume name, only "[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use absolute path`,
    );
  }
}

export function checkDriver(name: string, driver: string | undefined): void {
  if (!driver || driver === 'local') return;
  throw new EngineError(
    'not-found',
    `create ${name}: error looking up volume plugin ${driver}: plugin "${driver}" not found`,
  );
}

const knownOptions = ['type', 'o', 'device', 'size'];

/** Options of the `local` driver: what mount(8) would be given. */
export function checkOptions(name: string, options: Record<string, string>): void {
  const refuse = (reason: string): never => {
    throw new EngineError('invalid', `create ${name}: ${reason}`);
  };
  for (const option of Object.keys(options)) {
    if (!knownOptions.includes(option)) refuse(`invalid option: ${JSON.stringify(option)}`);
  }
  if (options.size) refuse('quota size requested but no quota support');
  const { type, device, o } = options;
  if ((type || o) && !device) refuse('missing required option: "device"');
  if ((device || o) && !type) refuse('missing required option: "type"');
}
