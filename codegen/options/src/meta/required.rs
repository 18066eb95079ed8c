//! [`Required`]: a list or set that must be given.
//!
//! `types.listOf` and `types.attrsOf` have an `emptyValue`, so that a missing definition is
//! silently empty, while serde refuses it. Such a field either has a default, or says with this
//! type that a definition is demanded, even if an empty one.

use std::ops::{Deref, DerefMut};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{HasNixType, NixType, Shape};

/// A list or set that must be given, even if empty.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct Required<T>(pub T);

impl<T: HasNixType> HasNixType for Required<T> {
    const SHAPE: Shape = T::SHAPE;
    fn nix_type() -> NixType {
        NixType::Required(Box::new(T::nix_type()))
    }
}

impl<T> Deref for Required<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Required<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T> From<T> for Required<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}
