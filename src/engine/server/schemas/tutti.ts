import * as z from 'zod/mini';
import type { BatchJob, TuttiBuildRequest } from '../../../engine-api/index.ts';
import { fields } from './body.ts';
import { containerCreate } from './container.ts';
import { endpointSettings } from './network.ts';
import { registryConfig } from './registry.ts';
import { number, strings, text, textMap, truth } from './values.ts';

export const batchJob: z.ZodMiniType<BatchJob> = z.object({
  Key: text,
  ...fields({
    Id: text,
    Create: z.object({ Name: z.exactOptional(text), Config: containerCreate }),
    Connect: z.record(text, endpointSettings),
    Rename: text,
    Start: truth,
    Stop: fields({ Timeout: number, Signal: text }),
    Remove: fields({ Force: truth, Volumes: truth }),
  }).shape,
});

export const tuttiBuild: z.ZodMiniType<TuttiBuildRequest> = z.object({
  Context: text,
  ...fields({
    NamedContexts: textMap,
    Dockerfile: text,
    DockerfileText: text,
    Tags: strings,
    BuildArgs: z.record(text, z.nullable(text)),
    Labels: textMap,
    Target: text,
    Platform: text,
    NoCache: truth,
    NoCacheFilter: strings,
    Pull: truth,
    NetworkMode: text,
    ExtraHosts: strings,
    ShmSize: number,
    Ulimits: z.array(z.object({ Name: text, Soft: number, Hard: number })),
    Check: truth,
    Completes: text,
    CacheFrom: strings,
    Secrets: z.record(text, z.object({ File: text })),
    Ssh: z.record(text, strings),
    Entitlements: strings,
    Auth: registryConfig,
  }).shape,
});
