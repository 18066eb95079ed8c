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
        "Volumes are data. It is large: a store without snapshots, or a file system of its own, \
         suits it better.",
    )
    .paths(&[fixed("/var/lib/docker", "0710")]),
    service(
        "podman",
        &["virtualisation.podman.enable"],
        "nixos/modules/virtualisation/podman/default.nix",
    )
    .keeps(
        "images, volumes and containers of Podman that root runs",
        "Volumes are data. Those of users are in their homes.",
    )
    .paths(&[fixed("/var/lib/containers", "0755")]),
    service(
        "libvirt",
        &["virtualisation.libvirtd.enable"],
        "nixos/modules/virtualisation/libvirtd.nix; NixOS/nixpkgs issue 501336",
    )
    .keeps(
        "virtual machines of libvirt",
        "Their definitions, disks, firmware variables and networks. Its secrets are encrypted \
         with a key of systemd.",
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
        "They are the data, with the identity of the server.",
    )
    .paths(&[fixed("/var/lib/incus", "0711")
        .why("Its sockets are in it, and open to members of its groups.")]),
];
