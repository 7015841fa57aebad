import { expect, test } from 'vitest';
import { readClassicFailure, readClassicText } from './classic-build-text.ts';

test.each([
  ['Step 2/5 : RUN make\n', { kind: 'step', id: '2', name: '[2/5] RUN make' }],
  ['STEP 2/5: RUN make\n', { kind: 'step', id: '2', name: '[2/5] RUN make' }],
  ['[1/2] STEP 1/3: FROM a AS b\n', { kind: 'step', id: 'stage-0 1', name: '[stage-0 1/3] FROM a AS b' }],
  [' ---> Using cache\n', { kind: 'cached' }],
  ['--> Using cache 9f3374734a50\n', { kind: 'cached' }],
  [' ---> 9f3374734a50\n', { kind: 'nothing' }],
  ['Removing intermediate container 9f3374734a50\n', { kind: 'nothing' }],
  ['--> 9f3374734a50\n', { kind: 'nothing' }],
  ['COMMIT docker.io/library/web\n', { kind: 'nothing' }],
  ['Successfully tagged web:latest\n', { kind: 'nothing' }],
  [
    'time="2026-11-27T16:22:26Z" level=error msg="+(UNHANDLED LOGLEVEL) &imagebuilder.Step{Command:\\"coppy\\"}"\n',
    { kind: 'nothing' },
  ],
  ['\n', { kind: 'nothing' }],
  ['--> compiling\n', { kind: 'output', text: '--> compiling\n' }],
  ['COMMIT of the day\n', { kind: 'output', text: 'COMMIT of the day\n' }],
])('%j', (text, said) => {
  expect(readClassicText(text)).toEqual(said);
});

test('a failure without what Podman notes of the step', () => {
  const told = 'building at STEP "COPPY ": Build error: Unknown instruction: "COPPY"';
  expect(readClassicFailure(`${told} &imagebuilder.Step{Command:"coppy", Original:"COPPY a b"}\n`)).toBe(
    told,
  );
});
