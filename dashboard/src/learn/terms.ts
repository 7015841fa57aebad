/** The field's words that the page uses, each with one line. */

export interface Term {
  name: string;
  /** How it is written on the page besides its name: `pulled`, `image id`. */
  forms?: readonly string[];
  meaning: string;
}

const objects: Term[] = [
  {
    name: 'project',
    meaning: 'All that one Compose file describes; it is started and stopped together.',
  },
  {
    name: 'service',
    meaning: 'One part of a project, as the file describes it; it runs as one container or several.',
  },
  {
    name: 'container',
    meaning: 'A process with a file system and a network of its own, made from an image.',
  },
  { name: 'image', meaning: 'The files that a container begins with, in layers; it never changes.' },
  {
    name: 'layer',
    meaning: 'The files that one instruction of a Dockerfile added; images share equal layers.',
  },
  { name: 'tag', meaning: 'The part of an image’s name after the colon; it can be moved to another image.' },
  { name: 'id', forms: ['digest'], meaning: 'A number computed from the content: equal ones are the same.' },
  { name: 'volume', meaning: 'Files that outlive containers; two containers may use the same.' },
  {
    name: 'anonymous volume',
    forms: ['without a name of its own'],
    meaning: 'A volume that was made for a path of one container, and goes with it if one says so.',
  },
  { name: 'network', meaning: 'Containers in the same one reach each other by name.' },
  { name: 'gateway', meaning: 'The address by which containers of a network reach what is outside of it.' },
  { name: 'engine', meaning: 'The program that makes and runs containers: tutti’s own, Docker, Podman.' },
  {
    name: 'replica',
    forms: ['one replica more', 'one replica less'],
    meaning: 'One of several equal containers of a service.',
  },
  { name: 'profile', meaning: 'Services with one start only when it is asked for.' },
  { name: 'orphan', meaning: 'A container of the project whose service the file does not have any more.' },
  { name: 'registry', meaning: 'A server that images are pulled from and pushed to.' },
  {
    name: 'environment',
    meaning: 'Variables that a container is given when it is made; a change makes it anew.',
  },
  {
    name: 'log',
    forms: ['logs', 'last words', 'printed'],
    meaning: 'What the processes of a container print; it is kept until the container is removed.',
  },
  { name: 'label', meaning: 'A note on an object; Compose finds the containers of a project by theirs.' },
  {
    name: 'driver',
    meaning: 'What a network or volume is made by; “bridge” and “local” are the usual ones.',
  },
];

const states: Term[] = [
  {
    name: 'created',
    forms: ['not started yet', 'did not start'],
    meaning: 'Made, but its process has not begun.',
  },
  {
    name: 'up',
    forms: ['running', 'runs', 'run', 'do not run'],
    meaning: 'Running: the container’s first process is there.',
  },
  {
    name: 'exited',
    forms: ['ended', 'died', 'how it ended'],
    meaning: 'Its first process has ended; files and log are still there.',
  },
  { name: 'stopped', forms: ['stops meanwhile'], meaning: 'Ended because that was asked for.' },
  {
    name: 'restarting',
    forms: ['restart', 'restarts', 'restarted', 'started again'],
    meaning: 'It ended and is started again by its restart policy, after a pause that grows.',
  },
  {
    name: 'paused',
    forms: ['pause', 'unpause'],
    meaning: 'Its processes are frozen: in memory, but given no time.',
  },
  { name: 'dead', meaning: 'The engine could not remove all of it; it cannot be started again.' },
  {
    name: 'being removed',
    forms: ['removing'],
    meaning: 'The engine takes its files, names and addresses away.',
  },
  {
    name: 'healthy',
    forms: ['health', 'probe', 'probes', 'check', 'checks', 'unhealthy', 'not healthy yet'],
    meaning: 'Health: a command that is run again and again says whether a container works.',
  },
  {
    name: 'exit code',
    forms: ['code'],
    meaning: 'The number a program ends with: 0 for done, above 128 a signal (137: killed).',
  },
  {
    name: 'signal',
    forms: ['kill', 'sigkill', 'sigterm'],
    meaning: 'A message to a process: SIGTERM asks it to end, SIGKILL ends it.',
  },
  {
    name: 'out of memory',
    forms: ['ran out of memory', 'at most'],
    meaning: 'It wanted more than its limit or the machine has, and the kernel ended it.',
  },
  { name: 'one-off', meaning: 'A container of “run”: for one command, not part of the service.' },
];

const plans: Term[] = [
  {
    name: 'plan',
    forms: ['steps', 'step'],
    meaning: 'What would be done, and why; nothing happens before it is applied.',
  },
  {
    name: 'the file differs',
    forms: ['differs'],
    meaning: 'What runs is not what the file says now: “up” would change it.',
  },
  {
    name: 'create',
    forms: ['missing', 'make anew'],
    meaning: 'The file has it and the engine does not: it is made.',
  },
  {
    name: 'recreate',
    forms: ['configuration changed', 'is recreated', 'make all containers anew', 'image changed'],
    meaning: 'Its settings differ: the container is removed and made again; volumes stay.',
  },
  {
    name: 'start',
    forms: ['not running', 'started', 'last start'],
    meaning: 'The process of a container that is there already begins.',
  },
  { name: 'stop', meaning: 'Asks the process to end (SIGTERM), and ends it if it does not (SIGKILL).' },
  {
    name: 'remove',
    forms: ['removed', 'down'],
    meaning: 'Takes the container away with what it wrote; volumes stay unless one says otherwise.',
  },
  {
    name: 'pull',
    forms: ['pull newer images'],
    meaning: 'Fetches an image from a registry: layers that are here already are not fetched.',
  },
  {
    name: 'build',
    forms: ['rebuild', 'builds', 'built', 'rebuild and start'],
    meaning: 'Makes an image from a Dockerfile, an instruction at a time.',
  },
  {
    name: 'connect',
    forms: ['disconnect', 'not connected'],
    meaning: 'A container joins or leaves a network.',
  },
  { name: 'scale', meaning: 'To change how many replicas a service has.' },
  {
    name: 'depends_on',
    forms: [
      'needs',
      'needed by',
      'wait',
      'waits for',
      'service healthy',
      'service started',
      'service completed successfully',
      'condition',
    ],
    meaning: 'A service that is started after another, or after that is healthy or done.',
  },
  {
    name: 'waterfall',
    meaning: 'Bars along the time: when each service was pulled, built, created, started, healthy.',
  },
  { name: 'deployed', meaning: 'A container was replaced by one with other settings.' },
];

const networking: Term[] = [
  {
    name: 'port',
    forms: ['published', 'ports'],
    meaning: 'A published port leads from this machine into a container: 8080→80.',
  },
  { name: 'address', meaning: 'Of a container in one network; another network gives it another one.' },
  {
    name: 'is called',
    forms: ['found as', 'alias', 'who can reach it'],
    meaning: 'Names that the network’s DNS answers with the container’s address.',
  },
  { name: 'internal', meaning: 'A network that leads nowhere outside.' },
];

const storage: Term[] = [
  {
    name: 'shared',
    forms: ['shared with others', 'its own', 'of its own'],
    meaning: 'Bytes in layers that several images have: they go only with the last of these images.',
  },
  { name: 'not used', forms: ['reclaimable'], meaning: 'No container uses it: it could be removed.' },
  {
    name: 'prune',
    forms: ['remove what is not used', 'become free'],
    meaning: 'To remove what nothing uses.',
  },
  {
    name: 'build cache',
    forms: ['cached', 'cache'],
    meaning: 'Results of build steps: an equal step is not done again.',
  },
  {
    name: 'mount',
    forms: ['mounts', 'mounted', 'mounted by', 'read only', 'bind'],
    meaning: 'A folder of the machine or a volume that appears within a container.',
  },
  { name: 'mode', meaning: 'Who may read, write and execute a file: owner, group, others.' },
  {
    name: 'modified',
    forms: ['added', 'deleted', 'what changed'],
    meaning: 'Of a file: changed by the container since its image; only such files take space of its own.',
  },
  {
    name: 'disk',
    forms: ['size', 'on disk', 'storage'],
    meaning: 'Bytes of its own: images of it alone, what its containers wrote, its volumes and logs.',
  },
];

const measures: Term[] = [
  { name: 'CPU', meaning: 'Time on processors, in percent of one: 200 % are two of them all the time.' },
  { name: 'memory', meaning: 'What its processes hold in RAM, without file cache that can be given up.' },
  {
    name: 'processes',
    forms: ['process'],
    meaning: 'Programs that run in the container; the first one decides how long it lives.',
  },
  { name: 'stats', meaning: 'What the kernel counts for the container’s group of processes (cgroup).' },
];

const files: Term[] = [
  {
    name: 'file',
    meaning: 'The Compose file: services, networks and volumes in YAML; what runs is made from it.',
  },
  {
    name: 'config',
    forms: ['not simply written'],
    meaning: 'The file as it is understood: defaults added, variables replaced, files merged.',
  },
  {
    name: 'interpolation',
    forms: ['variable', 'variables'],
    meaning: '${NAME} in the file is replaced by a variable, often of the file .env.',
  },
  { name: 'inspect', meaning: 'All that the engine knows of an object, as JSON.' },
  { name: 'shell', meaning: 'A command line inside of the container; what one changes there goes with it.' },
  {
    name: 'entrypoint',
    forms: ['command', 'working directory', 'user'],
    meaning: 'What is run when a container starts: program and arguments, where, and as whom.',
  },
  { name: 'graph', meaning: 'Services as boxes, what needs what as arrows.' },
  {
    name: 'event',
    forms: ['events', 'activity', 'what happened'],
    meaning: 'The engine tells each change when it happens; this page lives from that.',
  },
  {
    name: 'doctor',
    forms: ['why', 'what was found'],
    meaning: 'Looks for known reasons why something does not work, and says what to do.',
  },
  {
    name: 'level',
    forms: ['levels', 'error', 'warn', 'info', 'debug'],
    meaning: 'How serious a line of a log is, as the program that printed it says.',
  },
];

export const terms: readonly Term[] = [
  ...objects,
  ...states,
  ...plans,
  ...networking,
  ...storage,
  ...measures,
  ...files,
];
