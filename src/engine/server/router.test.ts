import { expect, test } from 'vitest';
import { Router } from './router.ts';

const handle = (): void => {};
const router = new Router([
  { method: 'GET', pattern: '/images/json', handle },
  { method: 'GET', pattern: '/images/{name+}/json', handle },
  { method: 'DELETE', pattern: '/images/{name+}', handle },
  { method: 'GET', pattern: '/containers/{id}/json', handle },
  { method: 'GET', pattern: '/_ping', handle },
]);

function find(method: string, path: string): [string, Record<string, string>] | undefined {
  const match = router.find(method, path);
  return match && [match.route.pattern, match.params];
}

test('the first route that fits wins', () => {
  expect(find('GET', '/images/json')).toEqual(['/images/json', {}]);
});

test('names of images keep their slashes, also when these are escaped', () => {
  const name = { name: 'localhost:5000/a/b' };
  expect(find('GET', '/images/localhost:5000/a/b/json')).toEqual(['/images/{name+}/json', name]);
  expect(find('DELETE', '/images/localhost:5000%2Fa%2Fb')).toEqual(['/images/{name+}', name]);
});

test('an id takes no slash, and a method is not another', () => {
  expect(find('GET', '/containers/a/b/json')).toBeUndefined();
  expect(find('POST', '/containers/a/json')).toBeUndefined();
  expect(find('GET', '/containers/a/json/')).toEqual(['/containers/{id}/json', { id: 'a' }]);
  expect(find('GET', '/')).toBeUndefined();
});
