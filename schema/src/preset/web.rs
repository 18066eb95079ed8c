//! Web servers and their certificates.

use super::{Owner, Preset, Switch, directory, fixed, service, setting};

pub(super) const PRESETS: &[Preset] = &[
    service("acme", &[], "nixos/modules/security/acme/default.nix")
        .switch(Switch::NotEmpty("security.acme.certs"))
        .keeps(
            "certificates and the accounts that they were issued to",
            "Asking for all of them at each boot soon reaches the limits of the authority.",
        )
        .paths(&[fixed("/var/lib/acme", "0755")
            .owner("acme")
            .why("Certificates have directories of their own, which only their groups can read.")]),
    service(
        "caddy",
        &["services.caddy.enable"],
        "nixos/modules/services/web-servers/caddy/default.nix",
    )
    .keeps(
        "certificates and keys of Caddy",
        "Asking for all of them at each boot soon reaches the limits of the authority.",
    )
    .paths(&[
        directory(setting("services.caddy.dataDir", "/var/lib/caddy"), "0700").owners(
            Owner::Setting {
                option: "services.caddy.user",
                name: "caddy",
            },
            Owner::Setting {
                option: "services.caddy.group",
                name: "caddy",
            },
        ),
    ]),
    service(
        "nginx",
        &["services.nginx.enable"],
        "nixos/modules/services/web-servers/nginx/default.nix",
    )
    .keeps(
        "the logs of nginx",
        "It has no other state of its own: certificates have a preset.",
    )
    .paths(&[fixed("/var/log/nginx", "0750").owners(
        Owner::Setting {
            option: "services.nginx.user",
            name: "nginx",
        },
        Owner::Setting {
            option: "services.nginx.group",
            name: "nginx",
        },
    )]),
];
