import type { NetworkRow } from '../../dashboard-api/index.ts';
import type { NetworkInspect } from '../../engine-api/index.ts';
import { label } from '../model/labels.ts';
import type { Listed } from './follow-list.ts';
import { usersIn } from './users.ts';

/** Of every engine: Docker's three, and Podman's one. */
const builtIn = new Set(['bridge', 'host', 'none', 'podman']);

export const networkList: Listed<NetworkRow, NetworkInspect[]> = {
  key: ({ id }) => id,
  read: ({ client }, signal) => client.json<NetworkInspect[]>({ method: 'GET', path: '/networks', signal }),
  rows: (networks, { model }) => {
    const using = usersIn(model);
    return networks.map(({ Id, Name, Driver, Internal, Labels, IPAM }) => ({
      id: Id,
      name: Name,
      driver: Driver,
      project: Labels?.[label.project] ?? '',
      network: Labels?.[label.network] ?? '',
      internal: Internal,
      builtIn: builtIn.has(Name),
      subnets: (IPAM?.Config ?? []).flatMap(({ Subnet, Gateway }) =>
        Subnet === undefined ? [] : [{ subnet: Subnet, ...(Gateway ? { gateway: Gateway } : {}) }],
      ),
      members: using.flatMap(({ user, facts }) => {
        const endpoint = facts.endpoints[Name];
        if (endpoint === undefined) return [];
        const { address, address6, names } = endpoint;
        return [
          {
            ...user,
            names: [...names],
            ports: model.containers.get(user.id)?.ports ?? [],
            ...(address === '' ? {} : { address }),
            ...(address6 === '' ? {} : { address6 }),
          },
        ];
      }),
    }));
  },
  concerns: ({ Type, Action }) => Type === 'network' && (Action === 'create' || Action === 'destroy'),
};
