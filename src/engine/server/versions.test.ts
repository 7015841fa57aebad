import { expect, test } from 'vitest';
import { newestMinor, splitVersion } from './versions.ts';

test('the version is taken off the path', () => {
  expect(splitVersion('/v1.44/containers/json')).toEqual({ path: '/containers/json', minor: 44 });
  expect(splitVersion('/version')).toEqual({ path: '/version', minor: newestMinor });
});

test("versions that are not spoken get Docker's sentences", () => {
  expect(() => splitVersion('/v1.99/info')).toThrow(
    'client version 1.99 is too new. Maximum supported API version is 1.51',
  );
  expect(() => splitVersion('/v1.10/info')).toThrow(
    'client version 1.10 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version',
  );
});
