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
        "Passwords of wireless networks and of VPNs that were entered on this machine.",
    )
    .paths(&[
        fixed("/etc/NetworkManager/system-connections", "0700"),
        fixed("/var/lib/NetworkManager", "0755")
            .why("The key that stable addresses are made from, and which networks were seen."),
    ]),
    service(
        "wpa-supplicant",
        &[],
        "nixos/modules/services/networking/wpa_supplicant.nix; nixos/tests/wpa_supplicant.nix",
    )
    .switch(Switch::Never)
    .keeps(
        "the networks that were added to wpa_supplicant by hand",
        "Networks in {option}`networking.wireless.networks` need nothing. The directory also \
         holds generated configuration: it is mounted before that is written, and must not be \
         kept together with {option}`system.etc.overlay.enable`.",
    )
    .paths(&[fixed("/etc/wpa_supplicant", "0755")
        .initrd()
        .why("A directory, because the file in it is replaced by renaming.")]),
    service(
        "iwd",
        &["networking.wireless.iwd.enable"],
        "nixos/modules/services/networking/iwd.nix; iwd.service",
    )
    .keeps("the networks of iwd", "Passwords of wireless networks.")
    .paths(&[fixed("/var/lib/iwd", "0700")]),
    service(
        "tailscale",
        &["services.tailscale.enable"],
        "nixos/modules/services/networking/tailscale.nix; tailscaled.service",
    )
    .keeps(
        "the identity of this Tailscale node",
        "Without it each boot is a new node that somebody must admit.",
    )
    .paths(&[fixed("/var/lib/tailscale", "0700")]),
    service(
        "dhcpcd",
        // There with the service: `networking.useDHCP`, one interface or another client decide.
        &["users.users.dhcpcd.enable"],
        "nixos/modules/services/networking/dhcpcd.nix",
    )
    .keeps(
        "the identity and the leases of the DHCP client",
        "Without them each boot is another machine to the DHCP server, often with another address.",
    )
    .paths(&[fixed("/var/lib/dhcpcd", "0755").why("systemd gives it to the user of the service.")]),
    service(
        "fail2ban",
        &["services.fail2ban.enable"],
        "nixos/modules/services/security/fail2ban.nix",
    )
    .keeps("the bans of fail2ban", "Without them bans end at a reboot.")
    .paths(&[fixed("/var/lib/fail2ban", "0750")]),
    service(
        "samba",
        &["services.samba.enable"],
        "nixos/modules/services/network-filesystems/samba.nix",
    )
    .keeps(
        "the databases of Samba",
        "Its users and their passwords, and its identity in a domain.",
    )
    .paths(&[fixed("/var/lib/samba", "0755")]),
    service(
        "headscale",
        &["services.headscale.enable"],
        "nixos/modules/services/networking/headscale.nix",
    )
    .keeps(
        "the database and the private keys of Headscale",
        "Without them every node must be admitted again.",
    )
    .paths(&[fixed("/var/lib/headscale", "0750").owner("headscale")]),
];
