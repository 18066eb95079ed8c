//! Devices: what was paired with them, and what they learned.

use super::{Preset, Switch, fixed, service};

pub(super) const PRESETS: &[Preset] = &[
    service(
        "bluetooth",
        &["hardware.bluetooth.enable"],
        "nixos/modules/services/hardware/bluetooth.nix; bluetooth.service of BlueZ",
    )
    .keeps(
        "paired Bluetooth devices",
        "Without its key, each device must be paired again after a boot.",
    )
    .paths(&[fixed("/var/lib/bluetooth", "0700")]),
    service(
        "fprintd",
        &["services.fprintd.enable"],
        "nixos/modules/services/security/fprintd.nix; fprintd.service",
    )
    .keeps(
        "enrolled fingerprints",
        "Fingerprints are enrolled by hand.",
    )
    .paths(&[fixed("/var/lib/fprint", "0700")]),
    service(
        "upower",
        &["services.upower.enable"],
        "nixos/modules/services/hardware/upower.nix; upower.service",
    )
    .keeps(
        "the history of batteries",
        "UPower estimates the remaining battery time from it.",
    )
    .paths(&[fixed("/var/lib/upower", "0755")]),
    service(
        "cups",
        &["services.printing.enable"],
        "nixos/modules/services/printing/cupsd.nix",
    )
    .switch(Switch::Unless(
        &["services.printing.enable"],
        "services.printing.stateless",
    ))
    .keeps(
        "printers and print jobs of CUPS",
        "Includes printers added by hand, their drivers, and pending jobs.",
    )
    .paths(&[
        fixed("/var/lib/cups", "0755"),
        fixed("/var/spool/cups", "0700"),
    ]),
    service(
        "bolt",
        &["services.hardware.bolt.enable"],
        "nixos/modules/services/hardware/bolt.nix; bolt.service",
    )
    .keeps(
        "authorized Thunderbolt devices",
        "Without its key, each device must be authorized again.",
    )
    .paths(&[fixed("/var/lib/boltd", "0755")]),
    service(
        "power-profiles-daemon",
        &["services.power-profiles-daemon.enable"],
        "nixos/modules/services/hardware/power-profiles-daemon.nix; power-profiles-daemon.service",
    )
    .keeps(
        "the selected power profile",
        "The profile is selected by hand.",
    )
    .paths(&[fixed("/var/lib/power-profiles-daemon", "0755")]),
];
