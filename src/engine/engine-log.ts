import { fstatSync, ftruncateSync } from 'node:fs';

/** Standard error is `<run>/engine.log`; beyond this it is begun anew at the engine's start. */
const MAX_LOG_BYTES = 4 * 1024 * 1024;

/** Writes lines with their time to standard error. */
export function openEngineLog(): (message: string) => void {
  trim();
  return (message) => {
    process.stderr.write(`${new Date().toISOString()} ${message}\n`);
  };
}

function trim(): void {
  const { isFile, size } = logFile();
  if (isFile && size > MAX_LOG_BYTES) ftruncateSync(process.stderr.fd);
}

function logFile(): { isFile: boolean; size: number } {
  const stat = fstatSync(process.stderr.fd);
  return { isFile: stat.isFile(), size: stat.size };
}
