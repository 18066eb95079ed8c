//! Networks: their passwords, and this machine's identity in them.

use super::{Preset, Switch, fixed, service};

pub(super) const PRESETS: &[Preset] = &[
    service(
        "networkmanager",
        &["networking.networkmanager.enable"],
        "nixos/modules/services/networking/networkmanager.nix",
    )
    .keeps(
        "the connections of NetworkManager",
        "Includes passwords of wireless networks and VPNs that were entered on this machine.",
    )
    .paths(&[
        fixed("/etc/NetworkManager/system-connections", "0700"),
        fixed("/var/lib/NetworkManager", "0755").why(
            "Includes the key from which stable addresses are derived, and the networks \
                 seen before.",
        ),
    ]),
    service(
        "wpa-supplicant",
        &[],
        "nixos/modules/services/networking/wpa_supplicant.nix; nixos/tests/wpa_supplicant.nix",
    )
    .switch(Switch::Never)
    .keeps(
        "networks added to wpa_supplicant by hand",
        "Networks in {option}`networking.wireless.networks` do not need this preset. The \
         directory also contains generated configuration and is mounted before it is written. \
         Do not use this preset with {option}`system.etc.overlay.enable`.",
    )
    .paths(&[fixed("/etc/wpa_supplicant", "0755").initrd().why(
        "The whole directory is persisted, because wpa_supplicant replaces its file by \
             renaming.",
    )]),
    service(
        "iwd",
        &["networking.wireless.iwd.enable"],
        "nixos/modules/services/networking/iwd.nix; iwd.service",
    )
    .keeps(
        "the networks of iwd",
        "Includes passwords of wireless networks.",
    )
    .paths(&[fixed("/var/lib/iwd", "0700")]),
    service(
        "tailscale",
        &["services.tailscale.enable"],
        "nixos/modules/services/networking/tailscale.nix; tailscaled.service",
    )
    .keeps(
        "the identity of this Tailscale node",
        "Without it, the machine is a new node at each boot and must be admitted again.",
    )
    .paths(&[fixed("/var/lib/tailscale", "0700")]),
    service(
        "samba",
        &["services.samba.enable"],
        "nixos/modules/services/network-filesystems/samba.nix",
    )
    .keeps(
        "the databases of Samba",
        "Includes users, their passwords, and the identity in a domain.",
    )
    .paths(&[fixed("/var/lib/samba", "0755")]),
];
