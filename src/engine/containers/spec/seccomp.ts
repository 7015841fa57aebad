import { createHash } from 'node:crypto';
import type { HostConfig } from '../../../engine-api/index.ts';
import { compileSeccomp, type OciRuntime, type SeccompProfile } from '../../host/index.ts';
import { customSeccompProfile, defaultSeccompProfile } from './seccomp-profile.ts';

/** What of the filter goes into the spec: the profile, or (crun) the finished program, which saves some 8 ms per container. */
export interface SeccompPart {
  profile?: SeccompProfile;
  annotations?: Record<string, string>;
}

/** Hands out filters; each distinct one is compiled once. */
export class SeccompFilters {
  readonly #runtime: OciRuntime['name'];
  readonly #compiled = new Map<string, string | undefined>();

  constructor(runtime: OciRuntime['name']) {
    this.#runtime = runtime;
  }

  forContainer(hostConfig: HostConfig, capabilities: string[]): SeccompPart {
    const option = (hostConfig.SecurityOpt ?? [])
      .map((text) => /^seccomp[=:]([^]*)$/.exec(text)?.[1])
      .find((value) => value !== undefined);
    if (option === 'unconfined' || (hostConfig.Privileged && option === undefined)) return {};
    const profile =
      option === undefined || option === 'builtin'
        ? defaultSeccompProfile(capabilities)
        : customSeccompProfile(option, capabilities);
    if (this.#runtime !== 'crun') return { profile };
    const program = this.#compile(profile);
    return program === undefined ? { profile } : { annotations: { 'run.oci.seccomp_bpf_data': program } };
  }

  #compile(profile: SeccompProfile): string | undefined {
    const key = createHash('sha256').update(JSON.stringify(profile)).digest('hex');
    if (!this.#compiled.has(key)) this.#compiled.set(key, compileSeccomp(profile)?.toString('base64'));
    return this.#compiled.get(key);
  }
}
