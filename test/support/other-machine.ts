import { execFileSync } from 'node:child_process';

/** Another machine on a link with this one: a network namespace that no engine knows. */
export interface OtherMachine {
  netnsPath: string;
  /** Its addresses, and this machine's on the link. */
  ipv4: string;
  ipv6: string;
  hostIpv4: string;
  hostIpv6: string;
  remove(): void;
}

function ip(...args: string[]): void {
  execFileSync('ip', args);
}

export function addOtherMachine(): OtherMachine {
  const name = `tutti-test-${process.pid}`;
  ip('netns', 'add', name);
  try {
    ip('link', 'add', 'tuttiout0', 'type', 'veth', 'peer', 'name', 'tuttiout1', 'netns', name);
    ip('address', 'add', '198.18.77.1/24', 'dev', 'tuttiout0');
    ip('address', 'add', '2001:db8:77::1/64', 'dev', 'tuttiout0', 'nodad');
    ip('link', 'set', 'tuttiout0', 'up');
    ip('-n', name, 'address', 'add', '198.18.77.2/24', 'dev', 'tuttiout1');
    ip('-n', name, 'address', 'add', '2001:db8:77::2/64', 'dev', 'tuttiout1', 'nodad');
    ip('-n', name, 'link', 'set', 'tuttiout1', 'up');
    ip('-n', name, 'route', 'add', 'default', 'via', '198.18.77.1');
  } catch (error) {
    ip('netns', 'delete', name);
    throw error;
  }
  return {
    netnsPath: `/run/netns/${name}`,
    ipv4: '198.18.77.2',
    ipv6: '2001:db8:77::2',
    hostIpv4: '198.18.77.1',
    hostIpv6: '2001:db8:77::1',
    remove: () => ip('netns', 'delete', name),
  };
}
