import { nearest } from '../../compose-file/index.ts';

/** The hint for a service that is not there: the one that was probably meant, else what there is. */
export function meantService(name: string, known: Iterable<string>, otherwise: string): string {
  const near = nearest(name, known);
  return near === undefined ? otherwise : `Did you mean "${near}"?`;
}

/** The same for one that does not run, which may well be the one that was meant. */
export function startHint(name: string, running: readonly string[]): string {
  const start = 'tart it with `up -d`; `ps --all` shows what is there.';
  const all = running.length === 0 ? `S${start}` : `What runs: ${running.join(', ')}. S${start}`;
  const near = nearest(name, running);
  return near === undefined ? all : `Did you mean "${near}"? Otherwise s${start}`;
}
