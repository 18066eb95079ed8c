//! Keys that secrets are decrypted with.

use super::{Place, Preset, Switch, directory, file, service};

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
];
