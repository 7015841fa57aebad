import { array, assert, asyncProperty, constantFrom, oneof, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DockerfileError } from '../dockerfile/dockerfile-error.ts';
import { makePlan, type PlanOptions } from './make-plan.ts';
import type { Plan } from './plan.ts';
import { hostPlatform } from './platform.ts';

async function plan(
  lines: string[],
  options: Partial<PlanOptions> = {},
): Promise<Plan & { warnings: string[] }> {
  const warnings: string[] = [];
  const made = await makePlan(
    {
      text: `${lines.join('\n')}\n`,
      given: new Map(),
      target: undefined,
      platform: undefined,
      namedContexts: {},
      noCache: false,
      noCacheFilter: [],
      labels: {},
      ignores: () => false,
      onWarning: ({ rule, line }) => warnings.push(`${rule}:${line}`),
      ...options,
    },
    (reference) =>
      Promise.resolve({
        reference,
        id: `sha256:${reference}`,
        config: {
          ...hostPlatform(),
          config:
            reference === 'onbuild' ? { OnBuild: ['RUN echo triggered', 'COPY --from=tools /t /t'] } : {},
          rootfs: { type: 'layers', diff_ids: [] },
        },
        layers: [],
      }),
  );
  return { ...made, warnings };
}

test('only stages that the target needs, each after what it needs', async () => {
  const lines = [
    'FROM a AS one',
    'FROM b AS two',
    'FROM c AS unused',
    'FROM one AS three',
    'COPY --from=two /x /x',
  ];
  const { stages, target } = await plan(lines);
  expect(stages.map((stage) => stage.label)).toEqual(['one', 'two', 'three']);
  expect(target.steps.map((step) => step.name)).toEqual(['[three 1/1] COPY --from=two /x /x']);
  expect((await plan(lines, { target: 'TWO' })).stages).toHaveLength(1);
});

test('history, configuration and names of steps', async () => {
  const { target } = await plan([
    'ARG BASE=busybox',
    'FROM ${BASE}',
    'ARG V=1 W',
    'ENV A=$V B="x y"',
    'RUN echo "$A" $HOME',
    'WORKDIR sub',
    'WORKDIR ../other',
    'ONBUILD RUN later',
    'ENTRYPOINT ["run"]',
  ]);
  expect(target.steps.map((step) => step.name)).toEqual([
    '[2/4] RUN echo "1" $HOME',
    '[3/4] WORKDIR sub',
    '[4/4] WORKDIR ../other',
  ]);
  expect(target.history.map((line) => line.createdBy)).toEqual([
    'ARG V=1 W',
    'ENV A=1 B=x y',
    'RUN |2 V=1 W= /bin/sh -c echo "$A" $HOME # buildkit',
    'WORKDIR /sub',
    'WORKDIR /other',
    'ENTRYPOINT ["run"]',
  ]);
  expect(target.config).toMatchObject({ WorkingDir: '/other', OnBuild: ['RUN later'], Cmd: null });
});

test('arguments given beat defaults; those of proxies reach processes only', async () => {
  const given = new Map([
    ['V', '2'],
    ['http_proxy', 'http://p'],
  ]);
  const { target } = await plan(['FROM a', 'ARG V=1', 'RUN echo $V'], { given });
  const [step] = target.steps;
  expect(step).toMatchObject({ kind: 'run', hiddenEnv: ['HTTP_PROXY=http://p', 'http_proxy=http://p'] });
  expect(step?.kind === 'run' && step.env).toContain('V=2');
  expect(JSON.stringify(target.history)).not.toContain('http://p');
});

test('triggers of the base image run first and bring what they need', async () => {
  const { target, stages } = await plan(['FROM tool AS tools', 'FROM onbuild', 'RUN own']);
  expect(target.steps.map((step) => step.name)).toEqual([
    '[stage-1 2/4] ONBUILD RUN echo triggered',
    '[stage-1 3/4] ONBUILD COPY --from=tools /t /t',
    '[stage-1 4/4] RUN own',
  ]);
  expect(stages).toHaveLength(2);
});

test('named contexts stand in for stages, images and sources', async () => {
  const { target } = await plan(
    ['FROM alpine AS base', 'FROM base', 'COPY --from=files /x /', 'COPY --from=img /y /'],
    {
      namedContexts: { alpine: 'docker-image://mine:1', files: '/host/folder', img: 'docker-image://other' },
    },
  );
  expect(target.base).toMatchObject({ kind: 'stage', stage: { base: { image: { reference: 'mine:1' } } } });
  const sources = target.steps.flatMap((step) => (step.kind === 'copy' ? step.items : []));
  expect(sources).toMatchObject([
    { source: { kind: 'folder', folder: '/host/folder' } },
    { source: { kind: 'stage', stage: { base: { image: { reference: 'other' } } } } },
  ]);
});

describe('mistakes name their line', () => {
  test.each([
    [
      ['FROM a AS one', 'COPY --from=two /x /', 'FROM b AS two', 'FROM one'],
      'cannot copy from stage "two", it needs to be defined',
      2,
    ],
    [['FROM a', 'COPY --from=3 /x /'], 'invalid stage index 3', 2],
    [['FROM a', 'COPY --from=$X /x /'], 'variable expansion is not supported for --from', 2],
    [['FROM $NOTHING'], 'base name ($NOTHING) should not be blank', 1],
    [['FROM --platform=$X a'], 'empty platform value from expression $X', 1],
    [['FROM a', 'RUN --mount=type=secret true'], 'one of source, target required', 2],
    [
      ['FROM a', 'RUN --mount=type=cahce,target=/x true'],
      'unsupported mount type "cahce" (did you mean cache?)',
      2,
    ],
    [['FROM a', 'COPY --chmod=9 x /'], "invalid chmod parameter: '9'", 2],
    [['FROM a', 'COPY https://example.com/x /'], "source can't be a URL for COPY", 2],
    [['FROM a', 'EXPOSE http'], 'invalid containerPort: http', 2],
    [['FROM a', 'STOPSIGNAL SIGNOPE'], 'invalid signal: SIGNOPE', 2],
    [['FROM a', 'ENV A="${B:?must be set}"'], 'B: must be set', 2],
    [
      ['# check=error=true', 'FROM a', 'CMD x'],
      'lint violation found for rules: JSONArgsRecommended',
      undefined,
    ],
  ])('%j', async (lines, message, line) => {
    const error: unknown = await plan(lines).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DockerfileError);
    expect(error).toMatchObject({ message: expect.stringContaining(message) });
    expect(error instanceof DockerfileError ? error.lines?.start : 0).toBe(line);
  });

  test('a target that does not exist', async () => {
    await expect(plan(['FROM a AS build'], { target: 'biuld' })).rejects.toThrow(
      'target stage "biuld" could not be found (did you mean build?)',
    );
  });
});

test('warnings have their rule and line, and comments switch them off', async () => {
  const { warnings } = await plan([
    'FROM a AS Build',
    'ENV name value',
    'ENV API_TOKEN=1 TOKEN_FILE=2',
    'COPY $UNDEFINED /x',
    '# check=skip=MaintainerDeprecated',
    'MAINTAINER me',
    'cmd x',
    'CMD ["y"]',
  ]);
  expect(warnings).toEqual([
    'StageNameCasing:1',
    'ConsistentInstructionCasing:7',
    'LegacyKeyValueFormat:2',
    'SecretsUsedInArgOrEnv:3',
    'UndefinedVar:4',
    'JSONArgsRecommended:7',
    'MultipleInstructionsDisallowed:7',
  ]);
});

test('whatever the instructions, planning throws nothing but its own error', async () => {
  const line = oneof(
    constantFrom(
      'FROM a AS one',
      'FROM $X',
      'FROM one',
      'ARG X=${Y:-',
      'ARG X',
      'ENV A=$X B',
      'WORKDIR $A/..',
      'VOLUME',
    ),
    constantFrom(
      'COPY --from=one $A /',
      'COPY --from=0 --chmod=$A a b',
      'COPY <<E /x\n$A\nE',
      'ADD https://h/%zz /x',
    ),
    constantFrom(
      'RUN --mount=type=$A,target=/x y',
      'RUN --mount=id=a,type=secret y',
      'EXPOSE $A 1-',
      'STOPSIGNAL $A',
    ),
    constantFrom(
      'HEALTHCHECK --retries=x CMD a',
      'ONBUILD RUN x',
      'CMD',
      'ENTRYPOINT []',
      'SHELL ["a"]',
      'USER ${A:?b}',
    ),
    string(),
  );
  await assert(
    asyncProperty(array(line, { maxLength: 8 }), async (lines) => {
      const error: unknown = await plan(['FROM a', ...lines]).catch((thrown: unknown) => thrown);
      if (error instanceof Error) expect(error).toBeInstanceOf(DockerfileError);
    }),
    { numRuns: 1000 },
  );
});
