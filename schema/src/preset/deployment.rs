//! The configuration itself, where it is kept on the machine.

use super::{Preset, Switch, fixed, service};

pub(super) const PRESETS: &[Preset] = &[
    service(
        "nixos-config",
        &[],
        "nixos/modules/installer/tools/tools.nix",
    )
    .switch(Switch::Never)
    .keeps(
        "the configuration of the system",
        "Use this if you edit the configuration on the machine itself.",
    )
    .paths(&[fixed("/etc/nixos", "0755")]),
    service("krops", &[], "README.md of krops")
        .switch(Switch::Never)
        .keeps(
            "the sources that krops deployed",
            "Without them the next deployment copies all sources again, and the machine cannot \
             rebuild itself.",
        )
        .paths(&[fixed("/var/src", "0755")]),
];
