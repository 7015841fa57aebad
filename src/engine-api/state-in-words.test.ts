import { expect, test } from 'vitest';
import type { ContainerInspect } from './container.ts';
import { describeState, exitCodeInWords } from './state-in-words.ts';

function container(
  state: Partial<ContainerInspect['State']>,
  memory = 0,
): Pick<ContainerInspect, 'State' | 'HostConfig'> {
  const State = {
    Running: false,
    OOMKilled: false,
    ExitCode: 0,
    Error: '',
    ...state,
  } as ContainerInspect['State'];
  return { State, HostConfig: { Memory: memory } };
}

test.each([
  [container({ ExitCode: 1 }), 'exited with code 1'],
  [container({ ExitCode: 127 }), 'exited with code 127: its command was not found'],
  [container({ ExitCode: 127, Error: 'exec: "x": not found' }), 'exited with code 127: exec: "x": not found'],
  [
    container({ ExitCode: 137, OOMKilled: true }, 64e6),
    'exited with code 137: out of memory, its limit is 64MB',
  ],
  [
    container({
      Running: true,
      Health: {
        Status: 'unhealthy',
        FailingStreak: 3,
        Log: [{ Start: '', End: '', ExitCode: 1, Output: 'a\nrefused\n' }],
      },
    }),
    'is unhealthy: its check failed 3 times in a row and said:\n    a\n    refused',
  ],
])('%#', (state, text) => {
  expect(describeState(state)).toBe(text);
});

test('signals have their names', () => {
  expect(exitCodeInWords(139)).toMatch(/^SIGSEGV/);
  expect(exitCodeInWords(3)).toBe('');
});
