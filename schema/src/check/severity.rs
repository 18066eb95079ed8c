//! What a check is: its severity, what it reads, and the list of all as types.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use nixos_options::NixOptions;

/// Severity of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Evaluation fails with the finding.
    Error,
    /// The finding is a warning.
    Warn,
    /// The check is disabled.
    Off,
}

/// What a check reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Only the options of this project. Rust ([`check`](super::check())) and the module both
    /// decide it.
    Options,
    /// The whole configuration of the host. Only the module decides it.
    Host,
}

/// Declares [`Id`](super::Id) and [`Checks`](super::Checks): a line for each check.
macro_rules! checks {
    ($( $(#[$doc:meta])+ $variant:ident $field:ident = $id:literal, $severity:ident, $needs:ident; )+) => {
        /// A check.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Id {
            $( $(#[$doc])+ $variant, )+
        }

        impl Id {
            /// All of them.
            pub const ALL: &[Self] = &[$( Self::$variant ),+];

            /// As in messages and in `stateless.checks`.
            pub const fn name(self) -> &'static str {
                match self {
                    $( Self::$variant => $id, )+
                }
            }

            /// What the check has to know.
            pub const fn needs(self) -> Needs {
                match self {
                    $( Self::$variant => Needs::$needs, )+
                }
            }
        }

        /// Severity of each check. Every finding names the option, the problem and a fix. Set a
        /// check to `"off"` if its findings do not apply to your system.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
        #[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
        pub struct Checks {
            $( $(#[$doc])+ pub $field: Severity, )+
        }

        impl Checks {
            /// What a finding of this check counts.
            pub const fn severity(&self, id: Id) -> Severity {
                match id {
                    $( Id::$variant => self.$field, )+
                }
            }
        }

        impl Default for Checks {
            fn default() -> Self {
                Self {
                    $( $field: Severity::$severity, )+
                }
            }
        }
    };
}

pub(super) use checks;
