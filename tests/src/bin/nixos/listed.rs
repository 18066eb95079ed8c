//! Differences between NixOS and its stand-ins that are as they should be, each with its reason.

use crate::compare::Difference;

/// An accepted difference.
pub(crate) struct Listed {
    /// The cases, and the path in what is compared; `*` stands for anything.
    case: &'static str,
    path: &'static str,
    pub(crate) reason: &'static str,
}

pub(crate) const LISTED: &[Listed] = &[
    Listed {
        case: "*",
        path: "services/*/unit/text/Service/Environment",
        reason: "NixOS gives each service PATH, LOCALE_ARCHIVE and TZDIR",
    },
    Listed {
        case: "*",
        path: "services/container@*/unit/text/Service/ExecStart",
        reason: "a script of NixOS, of which the stand-in has the flags that options decide",
    },
    Listed {
        case: "*",
        path: "services/container@*/unit/text/Service/ExecStartPre",
        reason: "NixOS prepares the container after what the modules check",
    },
    Listed {
        case: "*",
        path: "containerFiles/*/COPY_RESOLV_CONF",
        reason: "newer releases than this one write it; the modules set it where the option is there",
    },
    Listed {
        case: "*",
        path: "services/nix-daemon/unit/text/Unit/RequiresMountsFor",
        reason: "older releases have a scalar there, with which the list of the modules must merge",
    },
    Listed {
        case: "check/*scripted-initrd*",
        path: "warnings/Scripted initrd*",
        reason: "NixOS itself warns of the scripted initrd, which the case is about",
    },
    Listed {
        case: "check/*user-of-homed*",
        path: "warnings/The following system users*",
        reason: "NixOS itself warns of the users that build, where systemd-homed is on",
    },
    Listed {
        case: "boot/*",
        path: "fileSystems/*",
        reason: "the profile of virtual machines overrides the file systems; the guest of `vm` has its own",
    },
    Listed {
        case: "boot/*",
        path: "fstab/*",
        reason: "the profile of virtual machines overrides the file systems; the guest of `vm` has its own",
    },
    Listed {
        case: "options/*",
        path: "boot.kernelParams/priority",
        reason: "all of NixOS adds to this list; the checks look for single parameters",
    },
    Listed {
        case: "options/*",
        path: "systemd.tmpfiles.rules/priority",
        reason: "all of NixOS adds to this list, and the modules only append",
    },
    Listed {
        case: "options/*",
        path: "boot.initrd.systemd.storePaths/*",
        reason: "NixOS makes a record of each path; the modules give texts, which both take",
    },
    Listed {
        case: "options/*",
        path: "systemd.packages/*",
        reason: "NixOS brings packages of its own; the modules add one",
    },
    Listed {
        case: "options/*",
        path: "nix.settings/priority",
        reason: "NixOS has settings of its own; the modules set another key",
    },
    Listed {
        case: "options/*",
        path: "system.activationScripts/*",
        reason: "NixOS has scripts of its own; the modules read those of others",
    },
    Listed {
        case: "options/*",
        path: "*.source/*",
        reason: "NixOS makes a file of the text by a derivation, which stand-ins have no packages for",
    },
    Listed {
        case: "options/*",
        path: "containers.web.config/default",
        reason: "reading a guest ends in an error with the stand-in: the modules must not",
    },
    Listed {
        case: "options/*",
        path: "boot.initrd.systemd.services/*",
        reason: "NixOS has services of its own there; the configurations compare those of the modules",
    },
    Listed {
        case: "options/*",
        path: "containers.web.copyResolvConf/*",
        reason: "newer releases have it; the modules ask whether it is there",
    },
    Listed {
        case: "options/*",
        path: "containers.web.path/*",
        reason: "the system of the guest, which stand-ins do not evaluate",
    },
    Listed {
        case: "options/*",
        path: "environment.etc.nixos-containers|web.conf.text/*",
        reason: "names the system of the guest; the configurations compare what is in it",
    },
    Listed {
        case: "options/*",
        path: "systemd.services.container@web.description/*",
        reason: "the modules neither read nor set it",
    },
    Listed {
        case: "options/*",
        path: "systemd.services.container@web.serviceConfig/*",
        reason: "the start script of NixOS; the configurations compare its settings",
    },
    Listed {
        case: "options/*",
        path: "systemd.services.nix-daemon.*",
        reason: "older releases have a scalar there, with which the list of the modules must merge",
    },
    Listed {
        case: "options/services",
        path: "services.nginx.virtualHosts/priority",
        reason: "a service that is switched on adds a host of its own",
    },
    Listed {
        case: "options/services",
        path: "systemd.services.*.serviceConfig/definitions",
        reason: "NixOS writes the same settings in several definitions; the value is compared",
    },
    Listed {
        case: "options/*",
        path: "systemd.units.*.text/*",
        reason: "NixOS gives each service an environment; the configurations compare the rest",
    },
];

impl Listed {
    /// Where the list is read: case and path.
    pub(crate) fn place(&self) -> String {
        format!("{} in {}", self.path, self.case)
    }
}

/// The place in the list, if the difference is in it.
pub(crate) fn find(case: &str, difference: &Difference) -> Option<usize> {
    LISTED
        .iter()
        .position(|listed| matches(listed.case, case) && matches(listed.path, &difference.path))
}

/// Whether the text matches the pattern, in which `*` matches anything.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    text.strip_prefix(start).is_some_and(|text| {
        let ends = (0..=text.len()).filter(|end| text.is_char_boundary(*end));
        ends.into_iter().any(|end| matches(rest, &text[end..]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything() {
        assert!(matches("a/*/c", "a/b/b/c"));
        assert!(matches("*", ""));
        assert!(matches("a*é", "aéé"));
        assert!(!matches("a/*/c", "a/c"));
        assert!(!matches("a", "ab"));
    }

    #[test]
    fn every_reason_is_one() {
        assert!(LISTED.iter().all(|listed| listed.reason.len() > 20));
    }
}
