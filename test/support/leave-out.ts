import { beforeEach, inject } from 'vitest';
import { engineDifferences } from './engine-differences.ts';

beforeEach(({ task, skip }) => {
  const { engine } = inject('home');
  const difference = engineDifferences.find(({ test, not }) => test === task.name && not.includes(engine));
  if (difference !== undefined) skip(`${engine}: ${difference.why}`);
});
