import { Duplex } from 'node:stream';
import { EngineError } from '../../shared/index.ts';

const CTRL_P = 0x10;
const CTRL_Q = 0x11;

/** `ctrl-p,ctrl-q` or single characters as bytes; the default when empty. @throws EngineError `invalid` in Docker's words. */
export function parseDetachKeys(text: string): number[] {
  if (text === '') return [CTRL_P, CTRL_Q];
  return text.split(',').map((key) => {
    const control = /^ctrl-([a-z@[\\\]^_])$/i.exec(key)?.[1];
    if (control !== undefined) return control.toUpperCase().charCodeAt(0) - 0x40;
    if (key.length === 1) return key.charCodeAt(0);
    throw new EngineError('invalid', `Invalid detach keys (${text}) provided: Unknown character: '${key}'`);
  });
}

/** Passes everything both ways until the keys are typed in a row; then it lets go of the process and ends. */
export function detachable(stream: Duplex, keys: number[], onDetach: () => void): Duplex {
  let matched = 0;
  /** What goes on to the process; undefined once the keys are complete. */
  const filter = (chunk: Buffer): Buffer | undefined => {
    const passed: number[] = [];
    for (const byte of chunk) {
      if (byte === keys[matched]) {
        matched++;
        if (matched === keys.length) return undefined;
        continue;
      }
      passed.push(...keys.slice(0, matched));
      matched = byte === keys[0] ? 1 : 0;
      if (matched === 0) passed.push(byte);
    }
    return Buffer.from(passed);
  };
  const outer = new Duplex({
    allowHalfOpen: true,
    read: () => stream.resume(),
    write: (chunk: Buffer, _encoding, done) => {
      const passed = filter(chunk);
      if (passed !== undefined) {
        stream.write(passed, () => done());
        return;
      }
      onDetach();
      outer.push(null);
      stream.destroy();
      done();
    },
    final: (done) => {
      stream.end();
      done();
    },
    destroy: (error, done) => {
      stream.destroy();
      done(error);
    },
  });
  stream.on('data', (chunk: Buffer) => {
    if (!outer.push(chunk)) stream.pause();
  });
  stream.on('end', () => outer.push(null));
  stream.on('error', () => outer.destroy());
  stream.pause();
  return outer;
}
