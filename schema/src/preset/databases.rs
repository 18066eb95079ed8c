//! Databases.

use super::{Owner, Place, Preset, Switch, directory, service, setting};

pub(super) const PRESETS: &[Preset] = &[
    service(
        "postgresql",
        &["services.postgresql.enable"],
        "nixos/modules/services/databases/postgresql.nix",
    )
    .keeps("the databases of PostgreSQL", "They are the data.")
    .paths(&[directory(
        setting("services.postgresql.dataDir", "/var/lib/postgresql"),
        "0750",
    )
    .owner("postgres")
    .why("The directory above those of single versions, so that an upgrade finds both.")]),
    service(
        "mysql",
        &["services.mysql.enable"],
        "nixos/modules/services/databases/mysql.nix",
    )
    .keeps("the databases of MySQL or MariaDB", "They are the data.")
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
    service("redis", &[], "nixos/modules/services/databases/redis.nix")
        .switch(Switch::NotEmpty("services.redis.servers"))
        .keeps(
            "the databases of Redis",
            "Snapshots of each server, from which it starts.",
        )
        .paths(&[directory(
            Place::Instances {
                option: "services.redis.servers",
                base: "/var/lib/redis",
            },
            "0700",
        )
        .owners(Owner::Instance("user"), Owner::Instance("group"))]),
];
