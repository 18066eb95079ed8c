//! Web servers and their certificates.

use super::{Owner, Preset, Switch, directory, fixed, service, setting};

pub(super) const PRESETS: &[Preset] = &[
    service("acme", &[], "nixos/modules/security/acme/default.nix")
        .switch(Switch::NotEmpty("security.acme.certs"))
        .keeps(
            "ACME certificates and accounts",
            "Without them, all certificates are requested again at each boot, which soon \
             reaches the rate limits of the authority.",
        )
        .paths(&[fixed("/var/lib/acme", "0755")
            .owner("acme")
            .why("Each certificate has its own directory, which only its group can read.")]),
    service(
        "caddy",
        &["services.caddy.enable"],
        "nixos/modules/services/web-servers/caddy/default.nix",
    )
    .keeps(
        "certificates and keys of Caddy",
        "Without them, all certificates are requested again at each boot, which soon reaches \
         the rate limits of the authority.",
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
        "nginx has no other state. Certificates have their own preset.",
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
