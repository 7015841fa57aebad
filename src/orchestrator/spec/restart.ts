import { exactly, type ServiceConfig } from '../../compose-file/index.ts';
import type { Exact, RestartPolicy } from '../../engine-api/index.ts';

const conditions: Record<string, NonNullable<RestartPolicy['Name']>> = {
  none: 'no',
  no: 'no',
  'on-failure': 'on-failure',
  'unless-stopped': 'unless-stopped',
  any: 'always',
  always: 'always',
};

/** `deploy.restart_policy` wins over `restart`. */
export function restartPolicy(config: ServiceConfig): Exact<RestartPolicy> {
  const policy = config.deploy?.restart_policy;
  if (policy !== undefined)
    return {
      Name: nameOf(policy.condition),
      MaximumRetryCount: exactly(policy, 'max_attempts', policy.max_attempts ?? 0),
    };
  if (!config.restart) return {};
  const [condition, attempts] = config.restart.split(':');
  return { Name: nameOf(condition), MaximumRetryCount: Number(attempts ?? 0) || 0 };
}

function nameOf(condition: string | undefined): NonNullable<RestartPolicy['Name']> {
  return conditions[condition ?? ''] ?? '';
}
