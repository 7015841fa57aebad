import { describe, expect, test } from 'vitest';
import type { BuildProgressEvent, ProgressEvent } from '../../orchestrator/index.ts';
import { buildLines } from './build-lines.ts';
import { PlainBuild } from './build-plain.ts';
import { BuildSteps } from './build-steps.ts';
import { colored, cut, monochrome, visibleLength } from './colors.ts';
import { jsonProgress } from './json.ts';
import { LiveArea } from './live-area.ts';
import { plainLine, plainMessage } from './plain.ts';
import { ResourceRows, resourceLines } from './resource-rows.ts';

function event(
  id: string,
  state: ProgressEvent['state'],
  statusText: string,
  more: Partial<ProgressEvent> = {},
): ProgressEvent {
  return { kind: 'progress', resource: 'container', id, state, text: '', statusText, ...more };
}

describe('plain and json', () => {
  test('a line as Docker Compose prints it', () => {
    expect(plainLine(event('Container a-web-1', 'working', 'Creating'), false)).toBe(
      ' Container a-web-1  Creating\n',
    );
    expect(plainLine(event('Container a-web-1', 'done', 'Created'), true)).toBe(
      ' DRY-RUN MODE -  Container a-web-1  Created\n',
    );
  });
  test('an object without what is empty', () => {
    expect(jsonProgress(event('Network a', 'done', 'Created'), false)).toBe(
      '{"id":"Network a","status":"Created"}\n',
    );
    expect(
      jsonProgress(
        event('abc', 'working', '', { text: 'Downloading', parent: 'web', current: 5, total: 10 }),
        true,
      ),
    ).toBe(
      '{"dry-run":true,"id":"abc","parent_id":"web","text":"Downloading","current":5,"total":10,"percent":50}\n',
    );
  });
  test('a message as the logger writes it', () => {
    const at = new Date('2026-01-02T03:04:05.678Z');
    expect(plainMessage({ kind: 'message', level: 'warning', text: 'say "x"' }, at)).toBe(
      'time="2026-01-02T03:04:05Z" level=warning msg="say \\"x\\""\n',
    );
  });
});

describe('resource lines', () => {
  const options = { title: 'Running', columns: 60, rows: 24, now: 1200, dryRun: false, final: false };

  test('the display of Docker Compose, to the byte', () => {
    const rows = new ResourceRows();
    rows.apply(event('Network clix_default', 'working', 'Creating'), 1000);
    rows.apply(event('Network clix_default', 'done', 'Created'), 1040);
    rows.apply(event('Container clix-db-1', 'working', 'Starting'), 1100);
    expect(resourceLines(rows, { ...options, columns: 100, paint: colored })).toEqual([
      '[+] Running 1/2',
      ` \x1b[32m✔\x1b[0m Network clix_default  \x1b[32mCreated\x1b[0m${' '.repeat(63)}\x1b[34m0.0s \x1b[0m`,
      ` \x1b[33m⠋\x1b[0m Container clix-db-1   Starting${' '.repeat(62)}\x1b[34m0.1s \x1b[0m`,
    ]);
    rows.apply(event('Container clix-db-1', 'done', 'Started'), 1300);
    expect(resourceLines(rows, { ...options, paint: colored })[0]).toBe('\x1b[34m[+] Running 2/2\x1b[0m');
  });

  test('a status is cut only where the line has no room for it', () => {
    const rows = new ResourceRows();
    const id = 'x'.repeat(30);
    rows.apply(event(id, 'done', 'Created'), 1200);
    const line = (columns: number): string | undefined =>
      resourceLines(rows, { ...options, columns, paint: monochrome })[1];
    expect(line(48)).toBe(` ✔ ${id}  Created 0.0s `);
    expect(line(43)).toBe(` ✔ ${id}  C… 0.0s `);
  });

  test('signs of warnings and failures', () => {
    const rows = new ResourceRows();
    rows.apply(event('a', 'warning', 'Skipped'), 0);
    rows.apply(event('b', 'error', 'Error'), 0);
    const lines = resourceLines(rows, { ...options, paint: monochrome });
    expect(lines[1]).toMatch(/^ ! a {2}Skipped {2,}/);
    expect(lines[2]).toMatch(/^ ✘ b {2}Error {2,}/);
  });

  test('layers stand under their image and fill its bar', () => {
    const rows = new ResourceRows();
    rows.apply(event('web', 'working', 'Pulling'), 0);
    rows.apply(
      event('l1', 'working', '', { text: 'Downloading', parent: 'web', current: 500, total: 1000 }),
      0,
    );
    rows.apply(event('l2', 'done', '', { text: 'Pull complete', parent: 'web', total: 3000 }), 0);
    const lines = resourceLines(rows, { ...options, columns: 90, paint: monochrome });
    expect(lines[1]).toContain('web [⣤⣿]    500B / 4kB');
    expect(lines[2]).toMatch(/^ {3}. l1 Downloading/);
    expect(lines[3]).toMatch(/^ {3}✔ l2 Pull complete/);
  });

  test('with 100 containers it stays within the screen and shows what goes on; the last frame shows all', () => {
    const rows = new ResourceRows();
    for (let n = 0; n < 100; n++) rows.apply(event(`Container ${n}`, n === 90 ? 'working' : 'done', 'x'), n);
    rows.apply(event('Container 91', 'error', 'Error'), 200);
    const lines = resourceLines(rows, { ...options, rows: 12, paint: monochrome });
    expect(lines).toHaveLength(11);
    expect(lines.some((line) => line.includes('Container 90'))).toBe(true);
    expect(lines.some((line) => line.includes('Container 91'))).toBe(true);
    expect(lines.at(-1)).toBe('   … and 91 more');
    expect(resourceLines(rows, { ...options, rows: 12, paint: monochrome, final: true })).toHaveLength(101);
  });

  test('no line is wider than the terminal', () => {
    const rows = new ResourceRows();
    rows.apply(event(`Container ${'x'.repeat(80)}`, 'error', 'a long reason '.repeat(9)), 0);
    for (const columns of [1, 10, 40, 80])
      for (const line of resourceLines(rows, { ...options, columns, paint: colored }))
        expect(visibleLength(line)).toBeLessThanOrEqual(columns);
  });
});

describe('live area', () => {
  test('begins and repeats as Docker Compose does', () => {
    const area = new LiveArea();
    expect(area.frame(['a', 'b'], { columns: 10, rows: 24 })).toBe(
      '\x1b[1A\x1b[1B\x1b[0G\x1b[?25la\nb\n\x1b[?25h',
    );
    expect(area.frame(['c', 'd', 'e'], { columns: 10, rows: 24 })).toBe(
      '\x1b[1A\x1b[1A\x1b[0G\x1b[?25lc\nd\ne\n\x1b[?25h',
    );
  });
  test('fewer lines blank what stood there', () => {
    const area = new LiveArea();
    area.frame(['a', 'b', 'c'], { columns: 4, rows: 24 });
    expect(area.frame(['x'], { columns: 4, rows: 24 })).toContain('x\n    \n    \n\x1b[1A\x1b[1A\x1b[?25h');
  });
  test('a narrower terminal has wrapped the lines', () => {
    const area = new LiveArea();
    area.frame(['1234567890'], { columns: 10, rows: 24 });
    expect(area.frame(['12345'], { columns: 5, rows: 24 })).toMatch(
      /^\x1b\[1A\x1b\[1A\x1b\[0G\x1b\[\?25l\x1b\[0J12345/,
    );
  });
  test.each([
    ['lower', { columns: 4, rows: 2 }],
    ['narrower', { columns: 2, rows: 24 }],
  ])('in a terminal that became %s no blank lines scroll the new ones away', (_, size) => {
    const area = new LiveArea();
    area.frame(['abcd', 'abcd', 'abcd'], { columns: 4, rows: 24 });
    expect(area.frame(['x'], size)).toMatch(/\x1b\[0G\x1b\[\?25l\x1b\[0Jx(\x1b\[K)?\n\x1b\[\?25h$/);
  });
  test('a line that becomes shorter leaves nothing of the longer one', () => {
    const area = new LiveArea();
    area.frame(['abc', 'ab'], { columns: 10, rows: 24 });
    expect(area.frame(['ab', 'abc'], { columns: 10, rows: 24 })).toContain('ab\x1b[K\nabc\n');
  });
  test('a message goes above', () => {
    const area = new LiveArea();
    area.frame(['a'], { columns: 10, rows: 24 });
    expect(area.above('warning\n', 10)).toBe('\x1b[1A\x1b[0G\x1b[0Jwarning\n');
  });
  test('cutting keeps the codes that end a colour', () => {
    expect(cut('\x1b[32mabcdef\x1b[0m', 4)).toBe('\x1b[32mabc…\x1b[0m');
  });
});

describe('builds', () => {
  const events: BuildProgressEvent[] = [
    { kind: 'build-started', service: 'web', image: 'a-web', at: 1000 },
    { kind: 'build-step-started', service: 'web', step: '1', name: '[1/2] FROM busybox', at: 1000 },
    { kind: 'build-step-done', service: 'web', step: '1', cached: true, at: 1000 },
    { kind: 'build-step-started', service: 'web', step: '2', name: '[2/2] RUN make', at: 1100 },
    { kind: 'build-step-output', service: 'web', step: '2', stream: 'stdout', text: 'one\ntwo\n' },
  ];
  const failed: BuildProgressEvent = {
    kind: 'build-step-failed',
    service: 'web',
    step: '2',
    error: 'process "/bin/sh -c make" did not complete successfully: exit code: 2',
    exitCode: 2,
    at: 2600,
  };

  test('numbered lines', () => {
    const plain = new PlainBuild(new BuildSteps());
    const text = [...events, failed].map((each) => plain.render(each, 1600)).join('');
    expect(text).toBe(
      '#1 [1/2] FROM busybox\n#1 CACHED\n\n#2 [2/2] RUN make\n#2 0.500 one\n#2 0.500 two\n' +
        '#2 ERROR: process "/bin/sh -c make" did not complete successfully: exit code: 2\n\n',
    );
  });

  test('the terminal shows the last output of what runs', () => {
    const steps = new BuildSteps();
    for (const each of events) steps.apply(each);
    const frame = { columns: 50, rows: 20, now: 2000, paint: monochrome, final: false };
    expect(buildLines(steps, frame)).toEqual([
      '[+] Building 1.0s (1/2)',
      ` => CACHED [1/2] FROM busybox${' '.repeat(17)}0.0s`,
      ` => [2/2] RUN make${' '.repeat(28)}0.9s`,
      ' => => # one',
      ' => => # two',
    ]);
    steps.apply({ kind: 'build-step-done', service: 'web', step: '2', cached: false, at: 2500 });
    steps.apply({ kind: 'build-done', service: 'web', image: 'a-web', imageId: 'x', at: 2500 });
    expect(buildLines(steps, frame)[0]).toBe('[+] Building 1.5s (2/2) FINISHED');
  });

  test('with several services each step names its own', () => {
    const steps = new BuildSteps();
    for (const each of events) steps.apply(each);
    steps.apply({ kind: 'build-started', service: 'db', image: 'a-db', at: 1 });
    expect(steps.steps.map((step) => steps.title(step))).toEqual([
      '[web 1/2] FROM busybox',
      '[web 2/2] RUN make',
    ]);
  });
});
