import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, inject, test } from 'vitest';
import { eventually } from '../support/wait.ts';
import { Scenario } from '../support/world.ts';

/** Of these tests alone: a project's lock is kept there, whatever engine it is on. */
const locks = mkdtempSync(join(tmpdir(), 'tutti-watch-'));
afterAll(() => rmSync(locks, { recursive: true }));

const given = inject('home');
const home = { ...given, env: { ...given.env, XDG_RUNTIME_DIR: locks } };

/** A long-running service of the stand-in image with these rules. */
const service = (name: string, rules: string, more = '') => `  ${name}:
    image: "redis:6.0-alpine"
    entrypoint: []
    command: sleep infinity
    init: true
    stop_grace_period: 1s
${more}    develop:
      watch:
${rules}`;

const sh = async (scenario: Scenario, name: string, script: string) =>
  (await scenario.tutti(['exec', '-T', name, 'sh', '-c', script])).stdout;

test('watch copies what is made, changed and renamed, removes what is gone, and keeps modes; it ends with Ctrl-C', async () => {
  await using scenario = Scenario.create(home, 'synced', {
    'compose.yml': `services:\n${service(
      'web',
      `        - { path: src, action: sync, target: /app, ignore: [node_modules/, '*.log'] }
        - { path: one.ini, action: sync, target: /etc/one.ini }
        - { path: docs, action: sync, target: /docs, include: '**/*.md' }
`,
      '    scale: 2\n',
    )}`,
    'src/old': 'old',
    'src/gone/deep/f': 'f',
    'src/moved': 'moved',
    'one.ini': '1',
  });
  await using terminal = scenario.terminal(['watch']);
  await terminal.shows(/Watch enabled/);
  scenario.write('src/old', 'new');
  scenario.write('src/made/deep/er', 'er');
  scenario.write('src/tool', '#!/bin/sh\n');
  chmodSync(join(scenario.folder, 'src/tool'), 0o750);
  scenario.write('src/node_modules/big/index.js', 'x');
  scenario.write('src/debug.log', 'x');
  scenario.write('docs/a.md', 'a');
  scenario.write('docs/a.png', 'a');
  // As editors save: beside, then renamed.
  scenario.write('.one.ini.swp', '');
  scenario.write('one.ini.new', '2');
  renameSync(join(scenario.folder, 'one.ini.new'), join(scenario.folder, 'one.ini'));
  await terminal.shows(/Syncing service "web" after 7 changes were detected/);
  const files =
    'cd /app && find . /docs -type f | sort | tr "\\n" " "; stat -c %a tool; cat old /etc/one.ini';
  await eventually(async () =>
    expect(await sh(scenario, 'web', files)).toBe('./made/deep/er ./old ./tool /docs/a.md 750\nnew2'),
  );
  rmSync(join(scenario.folder, 'src/made'), { recursive: true });
  renameSync(join(scenario.folder, 'src/moved'), join(scenario.folder, 'src/renamed'));
  for (const index of ['1', '2']) {
    await eventually(async () => {
      const list = [
        'exec',
        '-T',
        '--index',
        index,
        'web',
        'sh',
        '-c',
        'cd /app && find . | sort | tr "\\n" " "',
      ];
      expect((await scenario.tutti(list)).stdout).toBe('. ./old ./renamed ./tool ');
    });
  }
  terminal.type('\u0003');
  expect(await terminal.ends()).toBe(130);
  expect(await scenario.succeeds(['ps', '-q'])).toMatch(/^[0-9a-f]{64}\n[0-9a-f]{64}\n$/);
});

test('watch: sync+restart, restart and sync+exec do what they say, once for a batch', async () => {
  await using scenario = Scenario.create(home, 'acting', {
    'compose.yml': `services:\n${service('web', '        - { path: conf, action: sync+restart, target: /conf }\n')}${service(
      'other',
      `        - { path: again, action: restart }
        - path: hooks
          action: sync+exec
          target: /hooks
          exec: { command: [sh, -c, 'echo "$$WORD $$(id -un) $$(pwd)"; cat /hooks/*'], user: nobody, working_dir: /tmp, environment: { WORD: said } }
`,
    )}`,
    'conf/x': '',
    'again/x': '',
  });
  mkdirSync(join(scenario.folder, 'hooks'));
  await using terminal = scenario.terminal(['watch', 'web', 'other']);
  await terminal.shows(/Watch enabled/);
  const started = async () =>
    (await scenario.succeeds(['ps', '--format', '{{.ID}}'])).trim().split('\n').sort().join() +
    (await sh(scenario, 'web', 'stat -c %Y /proc/1')) +
    (await sh(scenario, 'other', 'stat -c %Y /proc/1'));
  const before = await started();
  scenario.write('hooks/a', 'one\n');
  scenario.write('hooks/b', 'two\n');
  await terminal.shows(
    /Syncing service "other" after 2 changes were detected\n+said nobody \/tmp\none\ntwo\n/,
  );
  expect(await started()).toBe(before);
  scenario.write('conf/y', 'configured');
  scenario.write('again/y', '');
  await terminal.shows(/service\(s\) \["web" "other"\] restarted/);
  expect(await sh(scenario, 'web', 'cat /conf/y')).toBe('configured');
  expect(await started()).not.toBe(before);
  expect(terminal.text.match(/said nobody/g)).toHaveLength(1);
});

test('watch: a rebuild replaces that service alone, restarts who asks for it, and leaves no old image; changes meanwhile are not lost', async () => {
  const dockerfile = (word: string) => `FROM redis:6.0-alpine\nRUN sleep 1\nRUN echo ${word} > /word\n`;
  await using scenario = Scenario.create(home, 'rebuilt', {
    'compose.yml': `services:\n${service(
      'web',
      '        - { path: Dockerfile, action: rebuild }\n        - { path: late, action: sync, target: /late }\n',
      '    build: .\n    depends_on: [db]\n',
    ).replace('    image: "redis:6.0-alpine"\n', '')}  db: { image: "redis:6.0-alpine" }
  front: { image: "redis:6.0-alpine", depends_on: { web: { condition: service_started, restart: true } } }
`,
    Dockerfile: dockerfile('first'),
    'late/x': '',
  });
  await scenario.succeeds(['up', '-d']);
  const ids = async (...names: string[]) => scenario.succeeds(['ps', '-q', ...names]);
  const untouched = await ids('db', 'front');
  const replaced = await ids('web');
  const frontStarted = await sh(scenario, 'front', 'stat -c %Y /proc/1');
  await using terminal = scenario.terminal(['watch', '--no-up']);
  await terminal.shows(/Watch enabled/);
  scenario.write('Dockerfile', dockerfile('second'));
  await terminal.shows(/Rebuilding service\(s\) \["web"\] after changes were detected\.\.\./);
  scenario.write('late/made-meanwhile', 'here');
  await terminal.shows(/service\(s\) \["web"\] successfully built/);
  await terminal.shows(/Syncing service "web" after 1 changes were detected/);
  await eventually(async () =>
    expect(await sh(scenario, 'web', 'cat /word /late/made-meanwhile')).toBe('second\nhere'),
  );
  expect(await ids('web')).not.toBe(replaced);
  expect(await ids('db', 'front')).toBe(untouched);
  expect(await sh(scenario, 'front', 'stat -c %Y /proc/1')).not.toBe(frontStarted);
  scenario.write('Dockerfile', 'FROM redis:6.0-alpine\nRUN exit 7\n');
  await terminal.shows(/Build failed\. Error: [^]*Error handling changed files/);
  expect(await sh(scenario, 'web', 'cat /word')).toBe('second\n');
});

test('watch: initial_sync, a service that is not selected, a second watch, nothing to watch', async () => {
  await using scenario = Scenario.create(home, 'begun', {
    'compose.yml': `services:\n${service('web', '        - { path: src, action: sync, target: /app, initial_sync: true }\n')}${service(
      'other',
      '        - { path: src, action: sync, target: /other }\n',
    )}  plain: { image: "redis:6.0-alpine" }
`,
    'src/deep/f': 'there before',
    'src/a~': '',
  });
  await using terminal = scenario.terminal(['watch', 'web']);
  await terminal.shows(/Watch enabled/);
  expect(await sh(scenario, 'web', 'cd /app; find . -type f | xargs cat')).toBe('there before');
  expect(await scenario.succeeds(['ps', '--services'])).toBe('web\n');
  const second = await scenario.tutti(['watch']);
  expect(second.status).toBe(1);
  expect(second.stderr).toMatch(
    /cannot take exclusive lock for project "begun": process with PID \d+ is still running/,
  );
  terminal.type('\u0003');
  await terminal.ends();
  for (const args of [
    ['watch', 'plain'],
    ['up', '--watch', 'plain'],
  ]) {
    const nothing = await scenario.tutti(args);
    expect(nothing.stderr).toContain('none of the selected services is configured for watch');
    expect(nothing.status).toBe(1);
  }
});

test('up --watch: lines of containers and of the watch; a restart and a replacement do not end it, Ctrl-C does', async () => {
  await using scenario = Scenario.create(home, 'watching', {
    'compose.yml': `services:\n${service(
      'web',
      '        - { path: conf, action: sync+restart, target: /conf }\n        - { path: Dockerfile, action: rebuild }\n',
      '    build: .\n',
    )
      .replace('    image: "redis:6.0-alpine"\n', '')
      .replace('sleep infinity', "sh -c 'cat /word; exec sleep infinity'")}`,
    Dockerfile: 'FROM redis:6.0-alpine\nRUN echo first > /word\n',
    'conf/x': '',
  });
  await using terminal = scenario.terminal(['up', '--watch', '--menu=false']);
  await terminal.shows(/ {8}⦿ Watch enabled\nAttaching to web-1\nweb-1 {3}\| first\n/);
  scenario.write('conf/y', '');
  await terminal.shows(
    /⦿ Syncing service "web" after 1 changes were detected\n[^]*⦿ service\(s\) \["web"\] restarted\n/,
  );
  await terminal.shows(/web-1 exited with code \d+ \(restarting\)\n/);
  await terminal.shows(/first\n[^]*first\n/);
  scenario.write('Dockerfile', 'FROM redis:6.0-alpine\nRUN echo second > /word\n');
  await terminal.shows(
    /⦿ service\(s\) \["web"\] successfully built\n[^]*web-1 has been recreated\n[^]*web-1 {3}\| second\n/,
  );
  terminal.type('\u0003');
  await terminal.shows(/Gracefully Stopping[^]*⦿ Watch disabled\n/);
  expect(await terminal.ends()).toBe(130);
  expect(await scenario.succeeds(['ps', '-q'])).toBe('');
});

test('the menu of up: turns the watch on and off, shows the configuration, lets go', async () => {
  await using scenario = Scenario.create(home, 'menued', {
    'compose.yml': `services:\n${service('web', '        - { path: src, action: sync, target: /app }\n')}`,
    'src/x': '',
  });
  await using terminal = scenario.terminal(['up'], { columns: 100, rows: 24 });
  await terminal.shows(/v View in the dashboard {3}o View Config {3}w Enable Watch {3}d Detach/);
  terminal.type('v');
  await terminal.shows(/The dashboard is at http:\/\/localhost:\d+\/#t=/);
  // In the last row of the screen.
  expect(terminal.raw).toContain('\u001b[24;1H');
  terminal.type('w');
  await terminal.shows(/⦿ Watch enabled\n[^]*w Disable Watch/);
  scenario.write('src/y', 'typed');
  await terminal.shows(/⦿ Syncing service "web" after 1 changes were detected/);
  terminal.type('w');
  await terminal.shows(/⦿ Watch disabled\n[^]*w Enable Watch/);
  terminal.type('o');
  await terminal.shows(/name: menued\nservices:\n {2}web:\n/);
  terminal.type('d');
  expect(await terminal.ends()).toBe(0);
  await terminal.shows(/The containers run on/);
  await terminal.shows(/The dashboard ended with this command/);
  expect(await scenario.succeeds(['ps', '--services'])).toBe('web\n');
  await using without = scenario.terminal(['up', '--menu=false']);
  await without.shows(/Attaching to web-1/);
  without.type('\u0003');
  expect(await without.ends()).toBe(130);
  expect(without.text).not.toContain('Enable Watch');
});
