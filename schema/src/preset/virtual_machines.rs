//! Virtual machines and containers.

use super::{Preset, fixed, service};

pub(super) const PRESETS: &[Preset] = &[
    service(
        "docker",
        &["virtualisation.docker.enable"],
        "nixos/modules/virtualisation/docker.nix",
    )
    .keeps(
        "images, volumes and containers of Docker",
        "Volumes contain data. The directory is large: consider a store without snapshots or a \
         separate file system.",
    )
    .paths(&[fixed("/var/lib/docker", "0710")]),
    service(
        "podman",
        &["virtualisation.podman.enable"],
        "nixos/modules/virtualisation/podman/default.nix",
    )
    .keeps(
        "images, volumes and containers of Podman run by root",
        "Volumes contain data. Images, volumes and containers of other users are in their home \
         directories.",
    )
    .paths(&[fixed("/var/lib/containers", "0755")]),
    service(
        "libvirt",
        &["virtualisation.libvirtd.enable"],
        "nixos/modules/virtualisation/libvirtd.nix; NixOS/nixpkgs issue 501336",
    )
    .keeps(
        "virtual machines of libvirt",
        "Includes definitions, disks, firmware variables and networks. Secrets of libvirt are \
         encrypted with a key of systemd.",
    )
    .requires(&["systemd"])
    .paths(&[fixed("/var/lib/libvirt", "0755")]),
    service(
        "incus",
        &["virtualisation.incus.enable"],
        "nixos/modules/virtualisation/incus.nix; internal/server/sys/fs.go of Incus",
    )
    .keeps(
        "instances, images and settings of Incus",
        "This is the data of the service, with the identity of the server.",
    )
    .paths(&[fixed("/var/lib/incus", "0711")
        .why("It contains sockets that members of the Incus groups can use.")]),
];
