//! Desktops.

use super::{Preset, fixed, service};

pub(super) const PRESETS: &[Preset] = &[
    service(
        "flatpak",
        &["services.flatpak.enable"],
        "nixos/modules/services/desktops/flatpak.nix",
    )
    .keeps(
        "applications that Flatpak installs for all users",
        "Applications are installed by hand. They run from this directory, so the store must \
         not be mounted with `noexec`.",
    )
    .paths(&[fixed("/var/lib/flatpak", "0755")]),
    service(
        "accounts-daemon",
        &["services.accounts-daemon.enable"],
        "nixos/modules/services/desktops/accountsservice.nix; accounts-daemon.service",
    )
    .keeps(
        "the picture and the last session of each user",
        "The login screen shows them.",
    )
    .paths(&[fixed("/var/lib/AccountsService", "0775")]),
];
