import { EngineError } from '../../shared/index.ts';

/** The newest version of the Docker Engine API that is spoken, and the oldest. */
export const apiVersion = '1.51';
export const minApiVersion = '1.24';

/** Minor number of `1.x`: all that distinguishes versions of this API. */
export type ApiMinor = number;

export const newestMinor: ApiMinor = 51;
const oldestMinor: ApiMinor = 24;

/** Splits `/v1.44/containers/json`; a path without version means the newest. Throws `invalid` for one that is not spoken. */
export function splitVersion(path: string): { path: string; minor: ApiMinor } {
  const match = /^\/v(\d+)\.(\d+)(\/.*)$/.exec(path);
  if (!match) return { path, minor: newestMinor };
  const [, major, minorText, rest = '/'] = match;
  const minor = Number(minorText);
  if (major !== '1' || minor > newestMinor) {
    throw new EngineError(
      'invalid',
      `client version ${major}.${minorText} is too new. Maximum supported API version is ${apiVersion}`,
    );
  }
  if (minor < oldestMinor) {
    throw new EngineError(
      'invalid',
      `client version 1.${minor} is too old. Minimum supported API version is ${minApiVersion}, please upgrade your client to a newer version`,
    );
  }
  return { path: rest, minor };
}

/** Before 1.42 `volumes/prune` took all unused volumes; since then only anonymous ones, but for the filter `all`. */
export function prunesNamedVolumes(minor: ApiMinor): boolean {
  return minor < 42;
}

/** Since 1.42 attach, exec and logs say whether their stream is multiplexed. */
export function streamContentType(minor: ApiMinor, multiplexed: boolean): string {
  return minor >= 42 && multiplexed
    ? 'application/vnd.docker.multiplexed-stream'
    : 'application/vnd.docker.raw-stream';
}

/** Since 1.30 `wait` answers its head at once, so that the client knows that nothing is missed. */
export function waitAnswersEarly(minor: ApiMinor): boolean {
  return minor >= 30;
}
