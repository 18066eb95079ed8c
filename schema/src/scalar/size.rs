//! Amounts: sizes and inode counts as tmpfs(5) takes them, percentages.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::meta::{HasNixType, NixType, Shape};
use crate::scalar;

scalar! {
    /// A size: bytes, with `K`, `M`, `G` or `T` for powers of 1024, or a percentage of the RAM from
    /// `1%` to `100%`.
    Size {
        noun: "size such as 2G or 25%",
        pattern: "[1-9][0-9]{0,14}[KMGT]?|([1-9][0-9]?|100)%",
        max_len: 16,
        example: "2G",
    }
}

scalar! {
    /// A number of inodes, with `K`, `M` or `G` for powers of 1024. Unlike a size it is never a
    /// percentage: the kernel refuses to mount a tmpfs with one.
    InodeCount {
        noun: "inode count such as 1M",
        pattern: "[1-9][0-9]{0,14}[KMG]?",
        max_len: 16,
        example: "1M",
    }
}

/// A percentage from 1 to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8")]
pub struct Percent(u8);

impl Percent {
    /// The percentage, from 1 to 100.
    pub const fn new(value: u8) -> Option<Self> {
        if 1 <= value && value <= 100 {
            Some(Self(value))
        } else {
            None
        }
    }

    /// A percentage written in Rust source.
    ///
    /// # Panics
    ///
    /// When it is not from 1 to 100.
    pub const fn lit(value: u8) -> Self {
        Self::new(value).expect("a percentage is from 1 to 100")
    }

    /// The number.
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Percent {
    type Error = String;
    fn try_from(value: u8) -> Result<Self, Self::Error> {
        Self::new(value).ok_or_else(|| format!("{value} is no percentage from 1 to 100"))
    }
}

impl JsonSchema for Percent {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Percent".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "integer", "minimum": 1, "maximum": 100 })
    }
}

impl HasNixType for Percent {
    const SHAPE: Shape = Shape::INT;
    fn nix_type() -> NixType {
        NixType::Between { min: 1, max: 100 }
    }
}
