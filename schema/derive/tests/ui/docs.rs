//! Doc comments: missing, or not text.

#[derive(schema::NixOptions)]
#[serde(deny_unknown_fields)]
struct Undocumented {
    field: bool,
}

#[derive(schema::NixOptions)]
enum UndocumentedEnum {
    Variant,
}

/// A struct.
#[derive(schema::NixOptions)]
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
