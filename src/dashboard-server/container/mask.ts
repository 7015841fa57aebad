import type { ContainerInspect } from '../../engine-api/index.ts';
import { looksSecret } from '../../shared/index.ts';

/** What stands for a value that is not shown unasked. */
export const mask = '••••••••';

export interface Masked {
  inspect: ContainerInspect;
  /** Names of variables whose values are masked. */
  masked: string[];
}

/** Without the values of variables and labels that look like secrets. */
export function maskInspect(inspect: ContainerInspect): Masked {
  const masked: string[] = [];
  const env = (inspect.Config.Env ?? []).map((entry) => {
    const [name, value] = splitVariable(entry);
    if (value === '' || !looksSecret(name, value)) return entry;
    masked.push(name);
    return `${name}=${mask}`;
  });
  const labels = Object.entries(inspect.Config.Labels ?? {}).map(([name, value]): [string, string] => [
    name,
    looksSecret(name, value) ? mask : value,
  ]);
  const Config = { ...inspect.Config, Env: env, Labels: Object.fromEntries(labels) };
  return { inspect: { ...inspect, Config }, masked };
}

/** `NAME=value`. */
export function splitVariable(entry: string): [string, string] {
  const at = entry.indexOf('=');
  return at < 0 ? [entry, ''] : [entry.slice(0, at), entry.slice(at + 1)];
}
