//! Keys that secrets are decrypted with, and that boot loaders are signed with.

use super::{Place, Preset, Switch, directory, file, fixed, service};

const SOPS_DIRECTORY: &str = "/var/lib/sops-nix";

pub(super) const PRESETS: &[Preset] = &[
    service("sops-nix", &[], "modules/sops/default.nix of sops-nix")
        .switch(Switch::NotEmpty("sops.secrets"))
        .keeps(
            "the keys that sops-nix reads",
            "Without them, no secret of the system can be decrypted. Keys in a store and host \
             keys of the SSH daemon are already kept. Persist a key in a home directory \
             yourself.",
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
            .why(
                "The whole directory is persisted, because sops-nix generates a key only if the \
                 file does not exist.",
            ),
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
            "Without them, no secret of the system can be decrypted. Keys in a store and host \
             keys of the SSH daemon are already kept. Persist a key in a home directory \
             yourself.",
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
        "keys that sign the boot loader",
        "Without them, the next switch cannot sign the boot loader, and the firmware refuses an \
         unsigned one.",
    )
    .paths(&[
        fixed("/var/lib/sbctl", "0700").why("sbctl 0.14 and newer stores its keys here."),
        directory(Place::Each("boot.lanzaboote.pkiBundle"), "0700")
            .why("Often `/etc/secureboot`, where older versions of sbctl stored their keys."),
    ]),
];
