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
        "the necessary state of the system, as the NixOS manual lists it",
        "Without the machine id, each boot is a new machine to the journal and to the network.",
    )
    .requires(&["uid-map", "journald", "systemd"])
    .paths(&[file(Place::Fixed("/etc/machine-id"), "0444")
        .initrd()
        .why("It holds `uninitialized` until the first boot.")]),
    service(
        "uid-map",
        &[],
        "nixos/doc/manual/administration/nixos-state.section.md; \
         nixos/modules/config/update-users-groups.pl",
    )
    .switch(Switch::Never)
    .keeps(
        "the numbers of users and groups",
        "Without them, services find their data owned by others after a reboot.",
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
        "The last runs of persistent timers, the random seed, the secret of encrypted \
         credentials, the last known time, core dumps, the brightness of screens, the state of \
         radios, and the users that linger. Without it every persistent timer fires at each boot.",
    )
    .paths(&[fixed("/var/lib/systemd", "0755")
        .why("One directory for all, because its files are replaced by renaming.")]),
    service(
        "journald",
        &[],
        "nixos/doc/manual/administration/systemd-state.section.md; \
         tmpfiles.d/systemd.conf of systemd; nixos/modules/misc/ids.nix",
    )
    .switch(Switch::Never)
    .keeps(
        "the journal",
        "Without it nothing is known of the boots before, such as why the last one failed.",
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
        "Without them clients refuse to connect after each boot, and secrets that are encrypted \
         to a host key cannot be read. The daemon is told to read and make its keys in the store, \
         by a default of {option}`services.openssh.hostKeys`, because it replaces a key that is \
         empty, and because secrets tools follow that option. Keys that are set there and lie in \
         no store are reported.",
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
