import type { VolumeRow } from '../../dashboard-api/index.ts';
import type { VolumeInspect } from '../../engine-api/index.ts';
import { diskUsage } from '../../engine-client/index.ts';
import { milliseconds } from '../model/facts.ts';
import { label } from '../model/labels.ts';
import type { Listed } from './follow-list.ts';
import { usersIn } from './users.ts';

export const volumeList: Listed<VolumeRow, VolumeInspect[]> = {
  key: ({ name }) => name,
  read: async ({ client }, signal) => {
    const { Volumes } = await diskUsage(client, signal, 'volume');
    return Volumes ?? [];
  },
  rows: (volumes, { model }) => {
    const using = usersIn(model);
    return volumes.map(({ Name, Driver, CreatedAt, Labels, UsageData }) => {
      const created = milliseconds(CreatedAt);
      const size = UsageData?.Size ?? -1;
      return {
        name: Name,
        driver: Driver,
        project: Labels?.[label.project] ?? '',
        volume: Labels?.[label.volume] ?? '',
        anonymous: /^[0-9a-f]{64}$/.test(Name),
        ...(created === 0 ? {} : { created }),
        ...(size < 0 ? {} : { size }),
        users: using.flatMap(({ user, facts }) =>
          facts.volumes.flatMap((volume, index) => {
            const mount = facts.mounts[index];
            return volume === Name && mount !== undefined ? [{ ...user, ...mount }] : [];
          }),
        ),
      };
    });
  },
  concerns: ({ Type, Action }) => Type === 'volume' && (Action === 'create' || Action === 'destroy'),
};
