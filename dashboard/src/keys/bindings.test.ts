import { expect, test, vi } from 'vitest';
import { pages } from '../views.ts';
import { bindingsAt } from './bindings.ts';

vi.mock('../changes/index.ts', () => ({ propose: vi.fn() }));
vi.mock('../learn/index.ts', () => ({ learning: { value: false } }));

test('each page of the rail has keys that lead to it, and no keys do two things', () => {
  const route = vi.fn();
  const bindings = bindingsAt({ engine: 'here', page: 'project', project: 'shop' }, route);
  for (const { title, key } of pages) {
    bindings.find((binding) => binding.group === 'Go to' && binding.title === title)?.run?.();
    expect(route).toHaveBeenLastCalledWith(key === 'home' ? '/e/here' : `/e/here/${key}`);
  }
  const keys = bindings.map((binding) => binding.keys);
  expect(keys).toEqual([...new Set(keys)]);
});
