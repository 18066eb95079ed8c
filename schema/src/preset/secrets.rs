//! Keys that secrets are decrypted with, and that boot loaders are signed with.

use super::{Place, Preset, Switch, directory, file, fixed, service};

const SOPS_DIRECTORY: &str = "/var/lib/sops-nix";

pub(super) const PRESETS: &[Preset] = &[
    service("sops-nix", &[], "modules/sops/default.nix of sops-nix")
        .switch(Switch::NotEmpty("sops.secrets"))
        .keeps(
            "the keys that sops-nix reads",
            "Without them no secret of the system can be read. Keys in a store, and the host keys \
             of the SSH daemon, are kept already; a key in a home is yours to keep.",
        )
        .paths(&[
            directory(
                Place::Holds {
                    option: "sops.age.keyFile",
                    directory: SOPS_DIRECTORY,
                },
                "0700",
            )
            .initrd()
            .why("A directory, because a key that is generated must not be there before."),
            file(Place::Each("sops.age.keyFile"), "0600")
                .initrd()
                .adopt(),
            file(Place::Each("sops.age.sshKeyPaths"), "0600")
                .initrd()
                .adopt(),
        ]),
    service("agenix", &[], "modules/age.nix of agenix")
        .switch(Switch::NotEmpty("age.secrets"))
        .keeps(
            "the keys that agenix reads",
            "Without them no secret of the system can be read. Keys in a store, and the host keys \
             of the SSH daemon, are kept already; a key in a home is yours to keep.",
        )
        .paths(&[file(Place::Each("age.identityPaths"), "0600")
            .initrd()
            .adopt()]),
    service(
        "secure-boot",
        &[
            "boot.loader.limine.secureBoot.enable",
            "boot.lanzaboote.enable",
        ],
        "nixos/modules/system/boot/loader/limine/limine.nix; nix/modules/lanzaboote.nix of \
         lanzaboote; sbctl(8)",
    )
    .keeps(
        "the keys that sign the boot loader",
        "Without them the next switch cannot sign, and the firmware refuses what is not signed.",
    )
    .paths(&[
        fixed("/var/lib/sbctl", "0700").why("Where sbctl keeps keys since its version 0.14."),
        directory(Place::Each("boot.lanzaboote.pkiBundle"), "0700")
            .why("Often `/etc/secureboot`, where sbctl kept them before."),
    ]),
];
