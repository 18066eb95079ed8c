//! Doc comments: missing, or not text.

#[derive(nixos_options::NixOptions)]
#[serde(deny_unknown_fields)]
struct Undocumented {
    field: bool,
}

#[derive(nixos_options::NixOptions)]
enum UndocumentedEnum {
    Variant,
}

/// A struct.
#[derive(nixos_options::NixOptions)]
#[serde(deny_unknown_fields)]
struct Documented {
    ///
    blank: bool,
    #[doc = "cut\0off"]
    nul: bool,
    #[doc = concat!("computed", "elsewhere")]
    computed: bool,
}

fn main() {}
