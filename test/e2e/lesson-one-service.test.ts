import { expect, inject, test } from 'vitest';
import { JupyterKernel } from '../../scripts/demo/jupyter-kernel.ts';
import { answers } from '../support/wait.ts';
import { Scenario } from '../support/world.ts';

const home = inject('home');

test('`up` in the foreground builds the image, shows the log, serves port 8888; Ctrl-C stops, `down` removes', async () => {
  await using scenario = Scenario.example(home, 'jupyter');
  await using terminal = scenario.terminal(['up']);
  await terminal.shows(/jupyter-1 +\| .*Jupyter Server .* is running/, 120_000);
  expect(await answers('http://localhost:8888/api')).toContain('version');

  terminal.type('\u0003');
  await terminal.shows(/Gracefully Stopping... press Ctrl\+C again to force/);
  await terminal.shows(/Container jupyter-jupyter-1 +Stopped/);
  expect(await terminal.ends()).toBe(130);
  expect(await scenario.succeeds(['ps', '-a', '--format', '{{.Name}} {{.State}}'])).toBe(
    'jupyter-jupyter-1 exited\n',
  );

  await scenario.succeeds(['down']);
  expect(await scenario.succeeds(['ps', '-a', '-q'])).toBe('');
});

test('the folder is mounted live, the environment and the working folder are set, no token is asked for', async () => {
  await using scenario = Scenario.example(home, 'jupyter');
  await scenario.succeeds(['up', '-d']);
  await answers('http://localhost:8888/api');
  scenario.write('made-outside.txt', 'hello from the host');
  const kernel = await JupyterKernel.start('http://localhost:8888');
  const seen = await kernel.run(
    "import os; print(os.environ['FOO'], os.getcwd(), open('made-outside.txt').read())",
  );
  await kernel.close();
  expect(seen).toEqual({ output: 'bar /home/jovyan/app hello from the host\n', error: undefined });
});

test('a changed requirement is in the image after a rebuild, and only that', async () => {
  await using scenario = Scenario.example(home, 'jupyter');
  await scenario.succeeds(['build']);
  const before = await scenario.tutti(['run', '--rm', '-T', 'jupyter', 'python', '-c', 'import humanize']);
  expect(before.status).toBe(1);
  expect(before.stderr).toContain("No module named 'humanize'");

  scenario.edit('requirements.txt', (text) => `${text}humanize\n`);
  await scenario.succeeds(['build']);
  const program = 'import humanize, tabulate; print(humanize.naturalsize(3_000_000))';
  expect(await scenario.succeeds(['run', '--rm', '-T', 'jupyter', 'python', '-c', program])).toBe('3.0 MB\n');
});
