//! Databases.

use super::{Owner, Preset, directory, service, setting};

pub(super) const PRESETS: &[Preset] = &[
    service(
        "postgresql",
        &["services.postgresql.enable"],
        "nixos/modules/services/databases/postgresql.nix",
    )
    .keeps(
        "the databases of PostgreSQL",
        "This is the data of the service.",
    )
    .paths(&[directory(
        setting("services.postgresql.dataDir", "/var/lib/postgresql"),
        "0750",
    )
    .owner("postgres")
    .why(
        "This is the parent of the directories of each version, so an upgrade finds the old and \
         the new one.",
    )]),
    service(
        "mysql",
        &["services.mysql.enable"],
        "nixos/modules/services/databases/mysql.nix",
    )
    .keeps(
        "the databases of MySQL or MariaDB",
        "This is the data of the service.",
    )
    .paths(&[
        directory(setting("services.mysql.dataDir", "/var/lib/mysql"), "0700").owners(
            Owner::Setting {
                option: "services.mysql.user",
                name: "mysql",
            },
            Owner::Setting {
                option: "services.mysql.group",
                name: "mysql",
            },
        ),
    ]),
];
