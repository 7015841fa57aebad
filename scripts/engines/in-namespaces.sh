# Process 1 in namespaces of its own: in-namespaces.sh ROOT STATE DATA FOLDER... -- COMMAND... Makes ROOT the root file system, with
# STATE/data as the engine's own folder DATA and each FOLDER of the machine where it is outside, and becomes COMMAND. Run by busybox.
set -eu
root=$1 state=$2 data=$3
shift 3

busybox() { "$root/bin/busybox" "$@"; }

busybox mount -o bind "$root" "$root"
for folder in dev proc sys run outside "$data"; do busybox mkdir -p "$root/$folder"; done
while [ "$1" != -- ]; do
  busybox mkdir -p "$root$1"
  busybox mount -o rbind "$1" "$root$1"
  shift
done
shift
busybox mount -t sysfs sysfs "$root/sys"
busybox mount -o rbind /sys/fs/cgroup "$root/sys/fs/cgroup"
# Beside the controllers of version 1 there may be some of version 2, which no engine uses, and with which crun refuses to work.
[ ! -d "$root/sys/fs/cgroup/unified" ] || busybox umount "$root/sys/fs/cgroup/unified"
busybox mount -t proc proc "$root/proc"
busybox mount -t tmpfs tmpfs "$root/run"
busybox mount -o bind "$state/data" "$root$data"
# The engine's firewall rules and bridges stay in this network; its way out is opened from outside.
busybox ip link set lo up
cd "$root"
busybox pivot_root . outside
root=
busybox umount -l /outside
exec /bin/busybox env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"
