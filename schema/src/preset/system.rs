//! What every system has.

use super::{Place, Preset, Switch, file, fixed, service};

pub(super) const PRESETS: &[Preset] = &[
    service(
        "system",
        &[],
        "nixos/doc/manual/administration/nixos-state.section.md and systemd-state.section.md",
    )
    .switch(Switch::Stores)
    .keeps(
        "the state that the NixOS manual lists as necessary",
        "Without the machine ID, the journal and the network see a new machine at each boot.",
    )
    .requires(&["uid-map", "journald", "systemd"])
    .paths(&[file(Place::Fixed("/etc/machine-id"), "0444")
        .initrd()
        .why("It contains `uninitialized` until the first boot.")]),
    service(
        "uid-map",
        &[],
        "nixos/doc/manual/administration/nixos-state.section.md; \
         nixos/modules/config/update-users-groups.pl",
    )
    .switch(Switch::Never)
    .keeps(
        "user and group IDs",
        "Without them, data of a service can belong to a different user after a reboot.",
    )
    .paths(&[fixed("/var/lib/nixos", "0755").initrd()]),
    service(
        "systemd",
        &[],
        "nixos/doc/manual/administration/systemd-state.section.md",
    )
    .switch(Switch::Never)
    .keeps(
        "the state of systemd itself",
        "Includes the last runs of persistent timers, the random seed, the secret of encrypted \
         credentials, the last known time, core dumps, screen brightness, the state of radios, \
         and lingering users. Without it, every persistent timer runs at each boot.",
    )
    .paths(&[fixed("/var/lib/systemd", "0755").why(
        "The whole directory is persisted, because systemd replaces files in it by renaming.",
    )]),
    service(
        "journald",
        &[],
        "nixos/doc/manual/administration/systemd-state.section.md; \
         tmpfiles.d/systemd.conf of systemd; nixos/modules/misc/ids.nix",
    )
    .switch(Switch::Never)
    .keeps(
        "the journal",
        "Without it, the logs of earlier boots are lost, including the reason for a failed boot.",
    )
    .paths(&[fixed("/var/log/journal", "2755")
        .owners(
            super::Owner::Name("root"),
            super::Owner::Name("systemd-journal"),
        )
        .initrd()]),
    service(
        "ssh-host-keys",
        &[
            "services.openssh.enable",
            "services.openssh.generateHostKeys",
        ],
        "nixos/modules/services/networking/ssh/sshd.nix",
    )
    .keeps(
        "the host keys of the SSH daemon",
        "Without them, clients refuse to connect after each boot, and secrets encrypted to a \
         host key cannot be decrypted. The preset sets a default for \
         {option}`services.openssh.hostKeys`, so that the daemon reads and creates its keys in \
         the store. The daemon replaces empty key files, which fails on a mount, and secrets \
         tools read the paths from that option. A warning names keys that you set to a path \
         outside of a store.",
    )
    .paths(&[
        file(host_keys(""), "0600").adopt(),
        file(host_keys(".pub"), "0644").adopt(),
    ]),
];

const fn host_keys(suffix: &'static str) -> Place {
    Place::Stored {
        option: "services.openssh.hostKeys",
        attribute: "path",
        suffix,
        directory: "/etc/ssh",
    }
}
