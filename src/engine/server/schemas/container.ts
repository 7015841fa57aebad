import * as z from 'zod/mini';
import type { ContainerCreateRequest, HealthConfig, NetworkingConfig } from '../../../engine-api/index.ts';
import { fields } from './body.ts';
import { hostConfig } from './host-config.ts';
import { endpointSettings } from './network.ts';
import { emptyObjects, number, strings, text, textMap, truth } from './values.ts';

/** A command as a list, or as one string that is its only word. */
const words = z.pipe(
  z.union([z.string(), strings]),
  z.transform((value) => (typeof value === 'string' ? [value] : value)),
);

const healthcheck: z.ZodMiniType<HealthConfig> = fields({
  Test: strings,
  Interval: number,
  Timeout: number,
  Retries: number,
  StartPeriod: number,
  StartInterval: number,
});

const configFields = {
  Hostname: text,
  Domainname: text,
  User: text,
  AttachStdin: truth,
  AttachStdout: truth,
  AttachStderr: truth,
  ExposedPorts: emptyObjects,
  Tty: truth,
  OpenStdin: truth,
  StdinOnce: truth,
  Env: strings,
  Cmd: words,
  Healthcheck: healthcheck,
  ArgsEscaped: truth,
  Image: text,
  Volumes: emptyObjects,
  WorkingDir: text,
  Entrypoint: words,
  NetworkDisabled: truth,
  MacAddress: text,
  OnBuild: strings,
  Labels: textMap,
  StopSignal: text,
  StopTimeout: number,
  Shell: words,
};

const networkingConfig: z.ZodMiniType<NetworkingConfig> = fields({
  EndpointsConfig: z.record(z.string(), z.nullable(endpointSettings)),
});

export const containerCreate: z.ZodMiniType<ContainerCreateRequest> = fields({
  ...configFields,
  HostConfig: hostConfig,
  NetworkingConfig: networkingConfig,
});
