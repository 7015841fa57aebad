import { expect, test } from 'vitest';
import { homeAddress, placeOf, projectAddress, whyAddress, withQuery } from './addresses.ts';

test('an address is read back as what it was made of, whatever the names', () => {
  const name = 'a/b ü?#%';
  expect(placeOf(homeAddress(name))).toEqual({ engine: name, page: 'home' });
  expect(placeOf(projectAddress('docker', name))).toEqual({
    engine: 'docker',
    page: 'project',
    project: name,
    tab: 'services',
  });
  expect(placeOf(projectAddress('docker', 'p', 'logs'))).toMatchObject({ project: 'p', tab: 'logs' });
  expect(placeOf(whyAddress('docker', 'p', 'web'))).toMatchObject({ page: 'why', service: 'web' });
});

test('a path of no engine is no place, a broken one throws nothing', () => {
  expect(placeOf('/')).toBeUndefined();
  expect(placeOf('/images')).toBeUndefined();
  expect(placeOf('/e/%zz')).toEqual({ engine: '%zz', page: 'home' });
});

test('query parameters are changed one by one', () => {
  expect(withQuery('/e/x?q=a&sort=cpu', { q: 'b', sort: undefined })).toBe('/e/x?q=b');
  expect(withQuery('/e/x?q=a', { q: '' })).toBe('/e/x');
});
