//! The options of Stateless: the only place where they are defined, and the plain data ([`meta`])
//! that `#[derive(NixOptions)]` reads off them.
//!
//! A domain is a part of the option tree: [`root`], [`store`], [`container`], [`preset`]. [`domains`] lists them
//! in documentation order.

// The derive and `scalar!` write `::schema::…`; inside this crate that is this crate.
extern crate self as schema;

pub mod check;
pub mod container;
mod entries;
pub mod entry;
pub mod home;
pub mod meta;
pub mod preset;
pub mod read;
pub mod root;
pub mod scalar;
pub mod store;
mod unset;

pub use entries::Entries;
pub use schema_derive::NixOptions;
pub use unset::{FromConfig, FromName};

/// The domains, in documentation order. The behaviour of the domain `x` is in `codegen/nix/x`.
pub fn domains() -> &'static [meta::Domain] {
    const DOMAINS: &[meta::Domain] = &[
        meta::Domain::new::<root::Root>("root", &["stateless", "root"]),
        meta::Domain::new::<store::Persistence>("stores", &["stateless"])
            .with_needs(&["containers", "root"]),
        meta::Domain::new::<container::Container>(
            "containers",
            &["containers", "<name>", "stateless"],
        )
        .with_data(preset::container_data)
        .with_needs(&["root", "stores"]),
        meta::Domain::new::<preset::Presets>("presets", &["stateless", "presets"])
            .with_data(preset::data)
            .with_needs(&["stores"]),
    ];
    DOMAINS
}

/// The domains of the module for home-manager. They have no behaviour: the NixOS modules collect
/// what homes declare.
pub fn home_domains() -> &'static [meta::Domain] {
    const DOMAINS: &[meta::Domain] = &[meta::Domain::new::<home::HomePersistence>(
        "stores",
        &["stateless"],
    )];
    DOMAINS
}
