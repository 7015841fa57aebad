import { ownLimits } from './own-limits.ts';

/** The engines that tests run on besides ours: what Debian packages. */
export type EngineRelease = 'docker' | 'docker-20' | 'podman';

export interface Release {
  /** As it is called to the reader. */
  product: string;
  /** Of Debian. */
  suite: string;
  packages: readonly string[];
  /** Where it keeps what must not be lost, in its root. */
  data: string;
  /** The command that serves the API at a socket, as process 1: asked to end, it ends its containers first. */
  serve: (socket: string) => string[];
  /** Files of its root that are ours, by their paths. */
  settings: () => Record<string, string>;
}

/** `docker top` runs ps; the engine is started by busybox, whose shell needs no libraries. */
const besides = ['busybox-static', 'iptables', 'procps'];

const podmanItself = ['podman', 'crun', 'conmon', 'catatonit', 'netavark', 'aardvark-dns', 'nftables'];
const dockerClients = ['docker-cli', 'docker-compose', 'docker-buildx'];

/** A dockerd that is killed is started again, as systemd does; one that ends by itself is not. */
const serveDocker = `trap : TERM
while :; do
  dockerd --host "$0" &
  wait "$!"
  [ "$?" = 137 ] || break
done
kill "$!"
wait "$!"`;

const dockerd = {
  product: 'Docker Engine',
  data: '/var/lib/docker',
  serve: (socket: string) => [
    'docker-init',
    '--',
    '/bin/busybox',
    'sh',
    '-c',
    serveDocker,
    `unix://${socket}`,
  ],
  settings: () => ({}),
};

/**
 * Podman's service leaves the containers running when it ends; their cgroups would outlive all namespaces. Archives that it is sent stay
 * in its temporary folder.
 */
const servePodman = `export TMPDIR=/var/lib/containers/tmp
busybox mkdir "$TMPDIR"
podman system service --time=0 "$0" &
trap : TERM
wait
kill "$!"
podman rm --all --force --time 0`;

export const releases: Readonly<Record<EngineRelease, Release>> = {
  docker: {
    ...dockerd,
    suite: 'sid',
    packages: ['docker.io', ...dockerClients, ...besides],
  },
  'docker-20': { ...dockerd, suite: 'bookworm', packages: ['docker.io', ...besides] },
  podman: {
    product: 'Podman',
    suite: 'sid',
    packages: [
      ...podmanItself,
      // Docker's clients drive it too.
      ...dockerClients,
      ...besides,
    ],
    data: '/var/lib/containers',
    serve: (socket) => ['catatonit', '--', '/bin/busybox', 'sh', '-c', servePodman, `unix://${socket}`],
    settings: () => ({
      // There is no systemd in here. Networks are this engine's own: its root may be that of others at the same time.
      '/etc/containers/containers.conf': `[containers]
default_ulimits = ${JSON.stringify(ownLimits())}
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
[network]
network_config_dir = "/var/lib/containers/networks"
`,
      // Of the registry of the tests, as every Docker takes it without being told.
      '/etc/containers/registries.conf': '[[registry]]\nlocation = "127.0.0.1"\ninsecure = true\n',
    }),
  },
};
