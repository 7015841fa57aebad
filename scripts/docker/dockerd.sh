# Process 1 in namespaces of its own: dockerd.sh ROOT STATE FOLDER... Makes ROOT the root file system, with STATE/data as Docker's own
# folder and each FOLDER of the machine where it is outside, and becomes dockerd, which listens at STATE/docker.sock. Run by busybox.
set -eu
root=$1 state=$2
shift 2

busybox() { "$root/bin/busybox" "$@"; }

busybox mount -o bind "$root" "$root"
for folder in dev proc sys run var/lib/docker outside; do busybox mkdir -p "$root/$folder"; done
for folder in /dev "$@"; do
  busybox mkdir -p "$root$folder"
  busybox mount -o rbind "$folder" "$root$folder"
done
busybox mount -t sysfs sysfs "$root/sys"
busybox mount -o rbind /sys/fs/cgroup "$root/sys/fs/cgroup"
busybox mount -t proc proc "$root/proc"
busybox mount -t tmpfs tmpfs "$root/run"
busybox mount -o bind "$state/data" "$root/var/lib/docker"
# Docker's firewall rules and bridges stay in this network; its way out is opened from outside.
busybox ip link set lo up
cd "$root"
busybox pivot_root . outside
root=
busybox umount -l /outside
exec /bin/busybox env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin docker-init -- dockerd --host "unix://$state/docker.sock"
