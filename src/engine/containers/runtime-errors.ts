import { EngineError } from '../../shared/index.ts';
import { KeeperError } from '../host/index.ts';

/** Exit codes that Docker gives a process which could not be started. */
const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;
const OTHER = 128;

export interface StartFailure {
  error: EngineError;
  exitCode: number;
}

/** What the OCI runtime said about the program, in the words that Docker's clients know. */
function explain(message: string, program: string): { text: string; exitCode: number } {
  const quoted = `exec: ${JSON.stringify(program)}`;
  const isFile = program.includes('/');
  if (/executable file .*not found/i.test(message)) {
    return isFile
      ? { text: `${quoted}: stat ${program}: no such file or directory`, exitCode: NOT_FOUND }
      : { text: `${quoted}: executable file not found in $PATH`, exitCode: NOT_FOUND };
  }
  if (/(open executable|exec failed|`?execve?`?|stat).*no such file or directory/i.test(message))
    return { text: `${quoted}: stat ${program}: no such file or directory`, exitCode: NOT_FOUND };
  if (/(open executable|exec|executable).*(permission denied)/i.test(message))
    return { text: `${quoted}: permission denied`, exitCode: NOT_EXECUTABLE };
  if (/is a directory/i.test(message)) return { text: `${quoted}: is a directory`, exitCode: NOT_EXECUTABLE };
  if (/exec format error/i.test(message))
    return { text: `exec ${program}: exec format error`, exitCode: OTHER };
  return { text: message, exitCode: OTHER };
}

/** The refusal for a container that did not start. */
export function startFailure(error: unknown, program: string): StartFailure {
  if (!(error instanceof KeeperError) || error.kind !== 'runtime') {
    const refusal =
      error instanceof EngineError ? error : new EngineError('system', String(error), { cause: error });
    return { error: refusal, exitCode: OTHER };
  }
  const { text, exitCode } = explain(error.message, program);
  const message = `failed to create task for container: failed to create shim task: OCI runtime create failed: unable to start container process: ${text}`;
  return {
    error: new EngineError(exitCode === OTHER ? 'system' : 'invalid', message, { cause: error }),
    exitCode,
  };
}

/** The same for an exec. */
export function execFailure(error: unknown, program: string): { message: string; exitCode: number } {
  if (!(error instanceof KeeperError) || error.kind !== 'runtime') {
    return { message: error instanceof Error ? error.message : String(error), exitCode: NOT_EXECUTABLE };
  }
  const { text, exitCode } = explain(error.message, program);
  return {
    message: `OCI runtime exec failed: exec failed: unable to start container process: ${text}`,
    exitCode: exitCode === OTHER ? NOT_EXECUTABLE : exitCode,
  };
}
