import { expect, test } from 'vitest';
import { panes } from '../drawer/panes.ts';
import { pages, projectTabs } from '../views.ts';
import { lessonOf } from './lessons.ts';

test('every view has a lesson', () => {
  for (const { key } of pages) expect(lessonOf({ engine: 'e', page: key }, '', ''), key).toBeDefined();
  for (const { key } of projectTabs)
    expect(lessonOf({ engine: 'e', page: 'project', project: 'p', tab: key }, '', ''), key).toBeDefined();
  for (const { key } of panes)
    expect(lessonOf({ engine: 'e', page: 'home' }, 'web-1', key)?.command, key).toContain('web-1');
});
