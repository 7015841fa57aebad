import { closeSync, constants, openSync } from 'node:fs';
import { libcFunction, SystemCallError } from './libc.ts';

const ioctl = libcFunction('int ioctl(int fd, unsigned long request, void *argument)');

/** ioctl_iflags(2); the argument is an int, whatever the requests' names say. */
const FS_IOC_GETFLAGS = 0x80086601;
const FS_IOC_SETFLAGS = 0x40086602;
const FS_TOPDIR_FL = 0x00020000;

/**
 * Says that the folders in this one have nothing to do with each other (chattr(1), `T`): ext4 then puts each into another block
 * group. All in one group, hundreds that come and go together make every new file look for its inode among all those just deleted.
 * Where the file system has no such flag nothing happens.
 */
export function spreadFolders(path: string): void {
  const folder = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    const flags = Buffer.alloc(4);
    ioctl(folder, FS_IOC_GETFLAGS, flags);
    const present = flags.readUInt32LE();
    if (present & FS_TOPDIR_FL) return;
    flags.writeUInt32LE((present | FS_TOPDIR_FL) >>> 0);
    ioctl(folder, FS_IOC_SETFLAGS, flags);
  } catch (error) {
    if (!(error instanceof SystemCallError)) throw error;
  } finally {
    closeSync(folder);
  }
}
