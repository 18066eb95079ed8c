//! Applications with a user of their own.

use super::{Owner, Place, Preset, directory, service, setting};

const SYNCTHING: (Owner, Owner) = (
    Owner::Setting {
        option: "services.syncthing.user",
        name: "syncthing",
    },
    Owner::Setting {
        option: "services.syncthing.group",
        name: "syncthing",
    },
);

pub(super) const PRESETS: &[Preset] = &[
    service(
        "syncthing",
        &["services.syncthing.enable"],
        "nixos/modules/services/networking/syncthing.nix",
    )
    .keeps(
        "the keys, settings and folders of Syncthing",
        "Without the device key, all other devices must accept this device again. If Syncthing \
         runs in the home directory of a user, persist that directory yourself.",
    )
    .paths(&[
        directory(
            Place::Holds {
                option: "services.syncthing.dataDir",
                directory: "/var/lib/syncthing",
            },
            "0700",
        )
        .owners(SYNCTHING.0, SYNCTHING.1),
        directory(Place::Each("services.syncthing.configDir"), "0700")
            .owners(SYNCTHING.0, SYNCTHING.1)
            .why("By default it is inside the data directory."),
    ]),
    service(
        "jellyfin",
        &["services.jellyfin.enable"],
        "nixos/modules/services/misc/jellyfin.nix",
    )
    .keeps(
        "users, settings and the library of Jellyfin",
        "Includes what each user has watched. Media files are stored separately.",
    )
    .paths(&[directory(
        setting("services.jellyfin.dataDir", "/var/lib/jellyfin"),
        "0700",
    )
    .owners(
        Owner::Setting {
            option: "services.jellyfin.user",
            name: "jellyfin",
        },
        Owner::Setting {
            option: "services.jellyfin.group",
            name: "jellyfin",
        },
    )]),
    service(
        "home-assistant",
        &["services.home-assistant.enable"],
        "nixos/modules/services/home-automation/home-assistant.nix",
    )
    .keeps(
        "devices, history and automations of Home Assistant",
        "Automations are made by hand, and the history is measured.",
    )
    .paths(&[directory(
        setting("services.home-assistant.configDir", "/var/lib/hass"),
        "0700",
    )
    .owner("hass")]),
    service(
        "forgejo",
        &["services.forgejo.enable"],
        "nixos/modules/services/misc/forgejo.nix",
    )
    .keeps(
        "repositories, users and secrets of Forgejo",
        "This is the data of the service. An external database has its own preset.",
    )
    .paths(&[directory(
        setting("services.forgejo.stateDir", "/var/lib/forgejo"),
        "0750",
    )
    .owners(
        Owner::Setting {
            option: "services.forgejo.user",
            name: "forgejo",
        },
        Owner::Setting {
            option: "services.forgejo.group",
            name: "forgejo",
        },
    )]),
];
